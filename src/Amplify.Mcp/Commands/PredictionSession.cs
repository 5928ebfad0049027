using System.Text.Json;
using System.Text.Json.Nodes;
using Amplify.Local;
using Amplify.Mcp.Commands.Batches;
using Amplify.Mcp.Protocol;
using Amplify.Tools;
using Amplify.Tools.Contract;
using Amplify.Tools.Scans;

namespace Amplify.Mcp.Commands;

/// <summary>
/// The agent's conversation held by the command line: submit, ask until there is an answer, report it. Speaks to the same tools.
/// </summary>
internal sealed class PredictionSession(Composition parts, Terminal terminal, Report report)
{
    private const int LocalWindow = 1_000;
    private const int EndpointWindow = 64;
    private static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(40);
    private static readonly CallContext Whole = new(View.Full, int.MaxValue) { ShowsNames = true };
    private static readonly CallContext Page = new(View.Summary, McpAdapter.MaxCharacters);
    private readonly CallContext asked = report is { Json: true, Question: null } ? Page : Whole;

    public bool IsQuiet => report.Quiet;

    /// <summary>A line beside the result.</summary>
    public void Say(string line) => terminal.Say(line);

    /// <param name="variants">Combinations to score besides; null: none.</param>
    public async Task<int> SubmitAndCollectAsync(string text, string? variants, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(text))
            throw new UsageException("There is no sequence: what was given is empty. Nothing was submitted.");
        if (!report.Quiet) terminal.Draw(null, "submitting");
        var envelope = (await parts.Runner.RunAsync("invoke_endpoint", Arguments(("sequence", text), ("variants", variants)), Whole,
            cancellationToken)).Envelope;
        if (envelope is Envelope.Succeeded { Data: ToolData.Batch batch })
            return await CollectAsync(batch.OutputId, patient: true, cancellationToken);
        if (envelope is not Envelope.Succeeded { Data: ToolData.Submitted receipt }) return Fail(envelope);

        if (!report.Quiet)
        {
            foreach (var change in receipt.Normalization ?? []) terminal.Say($"cleaned up: {change}");
            foreach (var warning in receipt.Warnings ?? []) terminal.Say($"note: {Flags.Named(warning)}");
            terminal.Say(
                $"{(receipt.Reused == true ? "already here:" : "submitted")} {receipt.OutputId}: {(receipt.Name is { } name ? $"{name}, "
                    : "")}{receipt.SequenceLength} {(receipt.SequenceLength == 1 ? "residue" : "residues")}, "
                + $"{receipt.SequenceEnds.First}…{receipt.SequenceEnds.Last}");
        }

        return await CollectAsync(receipt.OutputId, patient: true, cancellationToken, receipt.Name);
    }

    /// <param name="inFlight">null: as far ahead as the backend likes.</param>
    public async Task<int> RunBatchAsync(InputText text, int? inFlight, CancellationToken cancellationToken)
    {
        var most = inFlight ?? (parts.Backend is LocalBackend ? LocalWindow : EndpointWindow);
        if (report.Question is not null)
            throw new UsageException("--mutations, --positions, --limit and --view ask about one protein, and here are several: score them "
                + "first, then ask `amplify-mcp results` about each.");
        var looks = report with { Directory = report.Directory ?? Path.GetFullPath(ReportOptions.DefaultDirectory) };
        using var folder = BatchFolder.Open(looks.Directory);
        var watch = new BatchWatch(terminal, looks, text.Total, parts.Clock);
        if (folder.Done > 0) terminal.Say($"going on in {looks.Directory}: {folder.Done} done before");
        // A run that was cut off finds its jobs again by their sequences.
        var runner = AmplifyTools.Create(parts.Backend, parts.Clock, parts.Metrics.Record, parts.Logs, reuse: true);
        using var run = new BatchRun(runner, parts.Clock, folder, watch, report.Offset, most);
        string? halted;
        try
        {
            halted = await run.RunAsync(text.Records!, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            folder.WriteIndex("Variant effects");
            terminal.Say("Interrupted. What was submitted is kept; the same command goes on from here.");
            return ExitCode.Interrupted;
        }

        folder.WriteIndex("Variant effects");
        watch.Summarise(folder);
        if (report.Opens) await OpenAsync(folder.Index, cancellationToken);
        if (halted is not null) terminal.Say($"Stopped before the end: {halted} The same command goes on from here.");
        return halted is null && watch.Failed == 0 ? ExitCode.Done : ExitCode.Failed;
    }

    /// <param name="patient">false: one look, no waiting.</param>
    /// <param name="name">What to call it; null: as the job is called.</param>
    public async Task<int> CollectAsync(string outputId, bool patient, CancellationToken cancellationToken, string? name = null)
    {
        var started = parts.Clock.GetTimestamp();
        var pause = FirstLook;
        try
        {
            while (true)
            {
                if (pause == FirstLook && !report.Quiet) terminal.Draw(null, "looking");
                var answer = await parts.Runner.RunAsync("get_results",
                    Arguments(("output_id", outputId), ("numbering_offset", report.Offset)), asked, cancellationToken);
                var envelope = answer.Envelope;
                if (answer is { Result: { } result, Envelope: Envelope.Succeeded { Data: ToolData.Completed completed } })
                {
                    return await ReportAsync(envelope, result with { Name = name ?? result.Name }, completed.CompletionTime,
                        cancellationToken);
                }

                if (envelope is Envelope.Succeeded { Data: ToolData.Batch batch })
                {
                    if (!patient || batch.Status == "completed")
                        return await (report.Question is null ? CollectEachAsync(batch, cancellationToken) : AnswerAsync(outputId, null,
                            cancellationToken));
                    var seconds = parts.Clock.GetElapsedTime(started).TotalSeconds;
                    if (!report.Quiet) terminal.Draw(100 * batch.Done / batch.Total, $"{batch.Done} of {batch.Total} done, {seconds:0} s");
                    await Task.Delay(TimeSpan.FromSeconds(Math.Clamp(batch.CheckIntervalSeconds ?? 1, 1, 5)), parts.Clock,
                        cancellationToken);
                    continue;
                }

                if (envelope is not Envelope.Succeeded { Data: ToolData.InProgress running }) return Fail(envelope);
                if (!patient || running.Known == false || running.Stranded)
                {
                    return report.Question is null || running.Known == false ? StillRunning(envelope, running)
                        : await AnswerAsync(outputId, null, cancellationToken);
                }

                if (!report.Quiet)
                    terminal.Draw(running.PercentComplete, Waiting.Words(running, parts.Clock.GetElapsedTime(started),
                        parts.Clock.GetUtcNow(), parts.Backend is LocalBackend));
                await Task.Delay(pause, parts.Clock, cancellationToken);
                pause = TimeSpan.FromSeconds(Math.Min(pause.TotalSeconds * 1.5, Math.Max(1, running.CheckIntervalSeconds)));
            }
        }
        catch (OperationCanceledException)
        {
            terminal.Say($"Interrupted. The job is kept; collect it with:\n  amplify-mcp results {outputId} --wait");
            return ExitCode.Interrupted;
        }
    }

    private async Task<int> CollectEachAsync(ToolData.Batch batch, CancellationToken cancellationToken)
    {
        var worst = batch.Refused is null ? ExitCode.Done : ExitCode.Failed;
        foreach (var refused in batch.Refused ?? []) terminal.Say($"failed: {refused.Name}: {refused.Error}");
        foreach (var job in batch.Jobs)
            worst = Math.Max(worst, await CollectAsync(job.OutputId, patient: false, cancellationToken, job.Name));
        return worst;
    }

    /// <summary>Something else to do with a prediction that is done.</summary>
    /// <param name="use">Gets the scan, what its files are called, and where to speak.</param>
    public async Task<int> WithScanAsync(string outputId, Func<VariantScan, string, Terminal, int> use, CancellationToken cancellationToken)
    {
        var answer = await parts.Runner.RunAsync("get_results", Arguments(("output_id", outputId), ("numbering_offset", report.Offset)),
            Whole, cancellationToken);
        if (answer.Envelope is Envelope.Succeeded { Data: ToolData.InProgress running }) return StillRunning(answer.Envelope, running);
        if (answer.Result is not { } result) return Fail(answer.Envelope);
        return result.Stored.Scan is { } scan ? use(scan, ResultFiles.StemOf(result), terminal)
            : throw new UsageException("The stored result holds no scores that this program can read.");
    }

    private async Task<int> ReportAsync(
        Envelope envelope, ShownResult result, DateTimeOffset completedAt, CancellationToken cancellationToken)
    {
        var (question, scan, code) = (report.Question, result.Stored.Scan, ExitCode.Done);
        var files = report.Directory is { } directory && scan is not null
            ? ResultFiles.Write(directory, result, scan, completedAt, report.Structure, terminal.Say) : [];
        terminal.Clear();
        if (!report.Json && !report.Quiet && question?.View != View.Csv) terminal.Say("");
        if (question is not null && (report.Json || scan is not null)) code = await AnswerAsync(result.OutputId, result, cancellationToken);
        else if (report.Json) Print(envelope);
        else new ScanReport(result, terminal.Width).Print(terminal.Output);
        foreach (var (kind, path) in report.Json ? [] : files)
        {
            if (question is null) terminal.Output.WriteLine($"{kind,-9} {path}");
            else terminal.Say($"{kind,-9} {path}"); // what was asked for is all there is on standard output
        }

        terminal.Output.Flush();
        if (report.Opens && files.FirstOrDefault(it => it.Path.EndsWith(".html", StringComparison.Ordinal)).Path is { } page)
            await OpenAsync(page, cancellationToken);
        return code;
    }

    private async Task OpenAsync(string page, CancellationToken cancellationToken)
    {
        if (await PageOpener.OpenAsync(page, cancellationToken) is { } problem) terminal.Say(problem);
    }

    /// <summary>What was asked, as get_results answers it, page by page; as JSON the first page.</summary>
    /// <param name="result">What it is about; null: a batch, or a job that still runs.</param>
    private async Task<int> AnswerAsync(string outputId, ShownResult? result, CancellationToken cancellationToken)
    {
        var (question, shown, cursor) = (report.Question!, new AskedReport(terminal.Output, terminal.Width), (string?)null);
        var left = question.Wanted;
        do
        {
            var arguments = question.Arguments(report.Json ? null : left, cursor);
            var envelope = (await parts.Runner.RunAsync("get_results",
                Arguments([("output_id", outputId), ("numbering_offset", report.Offset), .. arguments]), Page, cancellationToken)).Envelope;
            switch (envelope)
            {
                case var any when report.Json && any is Envelope.Succeeded { Data: not ToolData.InProgress }:
                    Print(any);
                    return ExitCode.Done;
                case Envelope.Succeeded { Data: ToolData.Completed page }:
                    if (cursor is null) Introduce(question, result, page);
                    shown.Print(page, question.View, isFirst: cursor is null);
                    (left, cursor) = (left - (page.Page?.Returned ?? left), page.Page?.NextCursor);
                    if (cursor is not null && left <= 0)
                        terminal.Say($"{question.Wanted} of {page.Page!.Total}; --limit {page.Page.Total} shows all.");
                    break;
                case Envelope.Succeeded { Data: ToolData.Batch batch }:
                    shown.Print(batch);
                    Note(batch.Warnings);
                    break;
                case Envelope.Succeeded { Data: ToolData.InProgress running }:
                    if (running.Predictions is not null && !report.Json) shown.Print(running);
                    Note(running.Notes);
                    return StillRunning(envelope, running);
                default:
                    return Fail(envelope);
            }
        }
        while (cursor is not null && left > 0);

        terminal.Output.Flush();
        return ExitCode.Done;
    }

    // Programs read lines; people want to know what scores these are.
    private void Introduce(Question question, ShownResult? result, ToolData.Completed page)
    {
        if (question.View != View.Csv && result?.Stored.Scan is { } scan)
            new ScanReport(result, terminal.Width).Introduce(terminal.Output, scan);
        else Note(page.Warnings);
        Note(page.Notes);
    }

    private void Note(IReadOnlyList<string>? sentences)
    {
        foreach (var sentence in sentences ?? []) terminal.Say($"note: {Flags.Named(sentence)}");
    }

    private int StillRunning(Envelope envelope, ToolData.InProgress running)
    {
        if (report.Json) Print(envelope);
        terminal.Say(running.Known == false
            ? Flags.Named(running.Advice ?? $"No job {running.OutputId} is known here.")
            : $"{running.Message}{(running.Advice is { } advice ? " " + Flags.Named(advice) : "")}"
                + $"{(running.Stranded ? "" : $" Ask again in {running.CheckIntervalSeconds} s.")}");
        return running.Known == false ? ExitCode.Unknown : ExitCode.StillRunning;
    }

    private int Fail(Envelope envelope)
    {
        if (report.Json) Print(envelope);
        var failed = (Envelope.Failed)envelope;
        terminal.Say($"{ErrorCodes.Wire(failed.ErrorCode)}: {Flags.Named(failed.Message)}");
        if (failed.Details is ErrorDetails.ModelFailure failure) terminal.Say($"{failure.ErrorDetails.ErrorMessage} {failure.Suggestion}");
        return failed.ErrorCode
            is ErrorCode.InvalidSequence or ErrorCode.InvalidEventStructure or ErrorCode.InvalidS3Path or ErrorCode.Configuration
            ? ExitCode.Usage : ExitCode.Failed;
    }

    private void Print(Envelope envelope)
    {
        terminal.Output.WriteLine(System.Text.Encoding.UTF8.GetString(ContractJson.Write(envelope)));
        terminal.Output.Flush();
    }

    private static JsonElement Arguments(params (string Name, JsonNode? Value)[] arguments) =>
        JsonElement.Parse(new JsonObject(arguments.Select(it => KeyValuePair.Create(it.Name, it.Value))).ToJsonString());
}
