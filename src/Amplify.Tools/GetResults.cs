using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Amplify.Tools.Assays;
using Amplify.Tools.Backends;
using Amplify.Tools.Batches;
using Amplify.Tools.Contract;
using Amplify.Tools.Inputs;
using Amplify.Tools.Scans;

namespace Amplify.Tools;

/// <summary>Says how a prediction stands, and shows it once it is there.</summary>
internal sealed class GetResults(IPredictionBackend backend, TimeProvider clock) : ITool
{
    private const int MostWait = 20;
    private const int LeastPrefix = 4; // as git has it
    private const int MostPrefix = 35; // a whole id has 36 characters
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LastLook = TimeSpan.FromSeconds(2); // or a wait that runs out would end as an error
    private readonly Patience patience = new(clock);
    private readonly RecentResults recent = new();

    private BatchResults Batches => field ??= new(backend, clock, recent);

    public string Name => "get_results";

    public string Title => "Get variant effect predictions";

    public string Description =>
        "Ask for the prediction of an output_id. Answers completed, in_progress or failed. A completed answer is a summary: the score's "
            + "meaning, best and worst substitutions, "
        + "tolerant and constrained positions. Ask again with mutations or positions for particular ones. Scores are masked-marginal "
            + "log-likelihood ratios (natural log) "
        + "unless summary.score says otherwise: 0 = as plausible as the wild type, negative = worse; not ΔΔG and not pathogenicity. "
            + "While in_progress, wait check_interval_seconds or come back later; never submit again.";

    public JsonElement InputSchema { get; } = JsonElement.Parse($$"""
        {
          "type": "object",
          "properties": {
            "output_id": { "type": "string", "description": "The output_id that invoke_endpoint gave, for a job or a batch, its unambiguous beginning, or its s3_output_path" },
            "view": { "type": "string", "enum": ["{{string.Join("\", \"", ResultQuestion.Views)}}"], "description": "summary: small and ranked. table: rows, best first or in the order of mutations. matrix: all 20 scores of up to {{ScanMatrix.MostPositions}} positions, two decimals. csv: mutant,score lines. heatmap: the summary and a picture, where the client shows pictures. library: codons to order at positions, limit best residues a site. full: the stored JSON unchanged, large" },
            "positions": { "type": "string", "description": "Only these positions, counted from 1, e.g. 10-20,35 or R3-E6" },
            "mutations": { "type": "string", "description": "Only these substitutions, in any notation of the field, e.g. M1L, p.Met1Leu, K10 (all at K10), *P (proline everywhere), K10A:L12F (the model's score where variants had it, else the sum). Wild types are checked; stops, indels and changes of DNA have no score" },
            "measurements": { "type": "string", "description": "Your own, up to {{MeasurementLines.Most}} lines 'A10V 1.2' after a line 'higher is better' or 'lower is better' (ask the user): compared with the scores; from {{Calibration.Fewest}} on, a calibrated ranking of the rest" },
            "per_site": { "type": "integer", "minimum": 1, "maximum": 20, "description": "Most rows at one site" },
            "exclude": { "type": "string", "description": "New residues not wanted, e.g. CP" },
            "keep": { "type": "string", "description": "library: residues to have at every site" },
            "classes": { "type": "string", "enum": ["all", "conservative"], "description": "conservative: only exchanges of like side chains" },
            "limit": { "type": "integer", "minimum": 1, "maximum": {{ResultQuestion.MostLines}}, "description": "Most rows; above {{ResultQuestion.MostRows}} in csv only; in a matrix, positions" },
            "cursor": { "type": "string", "description": "page.next_cursor of the answer before, for the next rows of the same question" },
            "numbering_offset": { "type": "integer", "minimum": -100000, "maximum": 100000, "description": "Added to every position: residue i is asked for and shown as i + numbering_offset" },
            "wait_seconds": { "type": "integer", "minimum": 0, "maximum": {{MostWait}}, "description": "Wait up to this long for a running job; when it runs out the answer is in_progress, not an error" }
          },
          "required": ["output_id"]
        }
        """);

    public IReadOnlyList<JsonTypeInfo> DataTypes => [ContractJson.Wire.Completed, ContractJson.Wire.InProgress, ContractJson.Wire.Batch];

    public bool ReadsOnly => true;

    public ErrorCode Unforeseen => ErrorCode.ResultRetrieval;

    public async Task<Answer> CallAsync(JsonElement arguments, CallContext context, CancellationToken cancellationToken)
    {
        var read = new Arguments(arguments, this);
        if (read.Text("output_id") is not { } text)
        {
            read.Refuse("The argument 'output_id' is missing or blank. Send the output_id that invoke_endpoint gave.");
            return read.Refusal;
        }

        if (!OutputId.TryParse(text, backend.OutputLocation, out var id)) return NotOurs(text);
        if (BatchRecord.IsId(id) && await BatchAsync(id, read, context, cancellationToken) is { } batch) return batch;
        var answer = await AnswerAsync(id, read, context, cancellationToken);
        if (answer.Envelope is not Envelope.Succeeded { Data: ToolData.InProgress { Known: false } } || id.Value.Length
            is < LeastPrefix or > MostPrefix) return answer;
        return await context.Bind(backend).FindAsync(id.Value, cancellationToken) switch
        {
            [] => answer,
            [var only] when OutputId.TryParse(only, backend.OutputLocation, out var whole) =>
                await AnswerAsync(whole, read, context, cancellationToken),
            var several => new Envelope.Failed(ErrorCode.InvalidEventStructure,
                $"Several ids begin with '{id.Value}': {string.Join(", ", several)}. Send more of it. Nothing was read.",
                new ErrorDetails.Choice(id.Value, several)),
        };
    }

    private async Task<Envelope?> BatchAsync(OutputId id, Arguments read, CallContext context, CancellationToken cancellationToken)
    {
        var (question, limit) = (ResultQuestion.Read(read, context, id), read.Integer("limit", 1, ResultQuestion.MostRows));
        var wait = read.Integer("wait_seconds", 0, MostWait) ?? 0;
        if (read.Problem is not null) return read.Refusal;
        var data = await Batches.CallAsync(id, question, read.List("mutations"), limit, wait, context, cancellationToken);
        if (data is null) return null;
        return new Envelope.Succeeded(
            data.Status == "completed" ? "All jobs of the batch have ended" : "Jobs of the batch are still in progress",
            data with { Warnings = read.Warnings is { Count: > 0 } warnings ? warnings : null });
    }

    private async Task<Answer> AnswerAsync(OutputId id, Arguments read, CallContext context, CancellationToken cancellationToken)
    {
        var question = ResultQuestion.Read(read, context, id);
        var view = new ResultView(question, context);
        var wait = read.Integer("wait_seconds", 0, MostWait) ?? 0;
        if (read.Problem is not null) return read.Refusal;

        if (await EarlyAsync(id, question, context, cancellationToken) is ({ } still, { } sites))
        {
            var running = InProgress(still, id, wait > 0, read.Warnings);
            return new Envelope.Succeeded("The sites asked for are there; the rest is still in progress", view.Show(running, sites));
        }

        return await FetchAsync(id, wait, context, context.ShowsNames || question.View != View.Full, cancellationToken) switch
        {
            Prediction.Completed it => Show(it, new(id.Value, question.View, question.Numbering, recent.Read(it.Stored), it.Warnings)
            {
                Name = it.Name,
            }),
            Prediction.InProgress it =>
                new Envelope.Succeeded("Prediction is still in progress", InProgress(it, id, wait > 0, read.Warnings)),
            Prediction.Failed it => new Envelope.Failed(
                ErrorCode.PredictionFailed,
                "Async inference prediction failed",
                new ErrorDetails.ModelFailure("failed", id.Value, it.FailurePath, it.At, it.Error, it.Suggestion, it.Retryable,
                    it.Name)),
            _ => throw new UnreachableException(),
        };

        Answer Show(Prediction.Completed it, ShownResult result) =>
            new(new Envelope.Succeeded("Results retrieved successfully", view.Show(it, result, read.Warnings)), result);
    }

    // Who asks for a few sites need not wait for the rest, where the backend can tell them apart.
    private async Task<(Prediction.InProgress?, VariantScan?)> EarlyAsync(
        OutputId id, ResultQuestion question, CallContext context, CancellationToken cancellationToken)
    {
        var ours = context.Bind(backend);
        if (!ours.HasSitesFirst || question.Columns() is not { Count: > 0 } columns) return default;
        return await ours.FetchAsync(id, cancellationToken) is Prediction.InProgress { Known: true } running
            ? (running, await ours.FetchSitesAsync(id, columns, cancellationToken))
            : default;
    }

    // A wait that runs out is an ordinary in-progress answer.
    private async Task<Prediction> FetchAsync(OutputId id, int wait, CallContext context, bool named,
        CancellationToken cancellationToken)
    {
        var (started, now) = (clock.GetTimestamp(), context.Bind(backend));
        while (true)
        {
            var prediction = await (named ? now.FetchNamedAsync(id, cancellationToken) : now.FetchAsync(id, cancellationToken));
            if (prediction is not Prediction.InProgress { Known: not false } running) return prediction;
            var left = TimeSpan.FromSeconds(wait) - clock.GetElapsedTime(started);
            if (context.Time is { } time) left = time.Cut(left, kept: LastLook);
            if (left < Tick) return prediction;
            var state = running.Endpoint?.ColdStart == true ? "The endpoint is starting an instance" : "The prediction is still running";
            context.Progress?.Invoke(running.PercentComplete, state);
            var pause = Patience.Pause(running);
            if (!await PauseAsync(left < pause ? left : pause, context.Leaving, cancellationToken)) return prediction;
        }
    }

    // false: nobody waits any longer, and what is known now is the answer.
    private async Task<bool> PauseAsync(TimeSpan pause, CancellationToken leaving, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(leaving, cancellationToken);
        try
        {
            await Task.Delay(pause, clock, either.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private ToolData.InProgress InProgress(Prediction.InProgress it, OutputId id, bool waited, IReadOnlyList<string> warnings) => new()
    {
        OutputId = id.Value,
        Name = it.Name,
        ExpectedPaths = it.Paths,
        CheckIntervalSeconds = Patience.CheckInterval(it),
        SubmittedAt = it.SubmittedAt,
        ElapsedSeconds = it.SubmittedAt is { } since ? (int)Math.Max(0, (clock.GetUtcNow() - since).TotalSeconds) : null,
        PercentComplete = it.PercentComplete,
        Known = it.Known,
        Endpoint = it.Endpoint,
        Stranded = it.Stranded,
        ExpectedAt = it.ExpectedAt,
        Advice = patience.Advise(id, it, waited),
        Warnings = warnings is { Count: > 0 } ? warnings : null,
    };

    private Envelope.Failed NotOurs(string text) => new(ErrorCode.InvalidS3Path, text.Contains('/') || text.Contains('\\')
        ? $"The path '{SafeText.Quote(text, 80)}' is none of ours: this server reads only {backend.OutputLocation}<output_id>.out. "
            + "Send the output_id alone. Nothing was read."
        : $"'{SafeText.Quote(text, 80)}' is no output_id: it has letters, digits, '.', '_' and '-' only, at most 128. "
            + "Send the output_id that invoke_endpoint gave. Nothing was read.");
}
