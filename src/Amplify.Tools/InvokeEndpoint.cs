using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Amplify.Tools.Backends;
using Amplify.Tools.Batches;
using Amplify.Tools.Contract;
using Amplify.Tools.Inputs;

namespace Amplify.Tools;

/// <summary>Submits one protein sequence and answers at once; <see cref="GetResults"/> collects the prediction later.</summary>
/// <param name="reuse">A sequence submitted before gets its earlier job.</param>
internal sealed class InvokeEndpoint(IPredictionBackend backend, TimeProvider clock, bool reuse) : ITool
{
    private readonly BatchIntake batches = new(backend, clock);
    private const string Again =
        "The same sequence was submitted before: this is its job, and nothing new was submitted. Ask get_results; send force: true to "
            + "run it again.";

    public string Name => "invoke_endpoint";

    public string Title => "Submit a protein for variant effect prediction";

    public string Description =>
        "Submit one protein sequence: every single-residue substitution of it will be scored with the AMPLIFY protein language model. "
            + "Answers at once with an output_id; "
        + "call get_results with it after check_interval_seconds. Show the output_id and any normalization or warnings to the user. "
        + "Submit once: repeating the call does not speed anything up and, unless it answers reused: true, costs a second run.";

    public JsonElement InputSchema { get; } = JsonElement.Parse($$"""
        {
          "type": "object",
          "properties": {
            "force": { "type": "boolean", "description": "true: run it again even if the same sequence was submitted before; this may cost a second run" },
            "name": { "type": "string", "maxLength": {{ProteinName.Longest}}, "description": "What to call it; otherwise the FASTA header's first word" },
            "variants": { "type": "string", "description": "Up to {{VariantCombination.Most}} combinations of up to {{VariantCombination.MostSites}} substitutions for the model to score besides, e.g. A10V:L12F, G5S:T7I" },
            "sequence": {
              "type": "string",
              "minLength": 1,
              "description": "The protein in one-letter code, 1 to {{ProteinSequence.MaxLength:N0}} of the residues {{ProteinSequence.Residues}}, any case. FASTA (up to {{BatchIntake.Most}} records: one batch), line breaks, blanks, three-letter code, numbered blocks and a trailing * are read and reported; names, accessions and paths are not looked up. X, B, Z, J, U, O are refused with their positions. HEAVY|LIGHT are two chains, where the model reads them."
            }
          },
          "required": ["sequence"]
        }
        """);

    public IReadOnlyList<JsonTypeInfo> DataTypes => [ContractJson.Wire.Submitted, ContractJson.Wire.Batch];

    public bool ReadsOnly => false;

    public ErrorCode Unforeseen => ErrorCode.Invocation;

    public async Task<Answer> CallAsync(JsonElement arguments, CallContext context, CancellationToken cancellationToken)
    {
        var read = new Arguments(arguments, this);
        var given = read.Find("sequence");
        if (given is { ValueKind: not JsonValueKind.String } other) return NotText(other);
        if (given is not { } value || JsonText.Of(value) is not { } text || string.IsNullOrWhiteSpace(text))
        {
            read.Refuse($"The argument 'sequence' is {(given is null ? "missing" : "blank")}. "
                + "Send 1 to 10,000 residues in one-letter code; if you did, the client may have dropped a long argument.");
            return read.Refusal;
        }

        var force = read.Flag("force") ?? false;
        var (name, variants) = (read.Text("name"), read.List("variants"));
        if (name?.Length > ProteinName.Longest)
            read.Refuse($"'name' has {name.Length} characters; it takes {ProteinName.Longest} at most.");
        if (read.Problem is not null) return read.Refusal;
        if (!ProteinSequence.TryParse(text, out var sequence, out var problem))
        {
            if (problem.Parts.Count is > 1 and <= BatchIntake.Most && variants is not null)
            {
                read.Refuse("'variants' name sites of one sequence, and several are here: submit that one alone with them.");
                return read.Refusal;
            }

            if (problem.Parts.Count is > 1 and <= BatchIntake.Most)
                return await batches.SubmitAsync(problem.Parts, name, force, read.Warnings, context, cancellationToken);
            return new Envelope.Failed(ErrorCode.InvalidSequence, problem.Message, problem.Details);
        }

        if (name is not null) sequence = sequence.Called(name);
        if (sequence.Chains.Count > 1 && !backend.ReadsChains) return ChainsUnread(sequence);
        if (variants is not null)
        {
            if (!VariantCombination.TryReadAll(variants, sequence.Letters, out var combinations, out var unread))
            {
                read.Refuse(unread);
                return read.Refusal;
            }

            sequence = sequence.With(combinations);
        }

        var ours = context.Bind(backend);
        var submission = await (reuse && !force
            ? ours.SubmitOnceAsync(sequence, cancellationToken)
            : ours.SubmitAsync(sequence, cancellationToken));
        string[] warnings = [.. read.Warnings, .. sequence.Warnings, .. submission.Warnings, .. OtherName(sequence, submission)];
        return new Envelope.Succeeded(submission.Reused ? Again : "Async inference request submitted successfully", new ToolData.Submitted
        {
            S3OutputPath = submission.OutputPath,
            OutputId = submission.OutputId,
            Name = sequence.Name ?? submission.Name,
            SequenceLength = sequence.Length,
            EstimatedCompletionTime = submission.ExpectedAt,
            SequenceSha256 = sequence.Sha256,
            SequenceEnds = sequence.Ends,
            SubmittedAt = submission.SubmittedAt,
            CheckIntervalSeconds = submission.CheckIntervalSeconds,
            Reused = submission.Reused ? true : null,
            Endpoint = submission.Endpoint,
            Normalization = sequence.Normalization is { Count: > 0 } normalization ? normalization : null,
            Warnings = warnings is { Length: > 0 } ? warnings : null,
        });
    }

    // A job keeps its first name: it may be another's, too.
    private static IEnumerable<string> OtherName(ProteinSequence sequence, Submission submission) =>
        submission.Reused && sequence.Name is not null && submission.Name != sequence.Name
            ? [submission.Name is { } first ? $"This job was first submitted as '{first}' and keeps that name."
                : "This job was first submitted without a name and stays without one."]
            : [];

    private static Envelope.Failed ChainsUnread(ProteinSequence sequence)
    {
        var lengths = string.Join(" and ", sequence.Chains.Select(it => it.Length));
        var error = $"{sequence.Chains.Count} chains of {lengths} residues, parted by a chain break (|), which the model behind this "
            + "server does not read. "
            + "Submit one chain at a time, or use AMPLIFY itself on this machine (AMPLIFY_MODEL_DIR) or in its own container "
                + "(MODEL_READS_CHAINS).";
        return new(ErrorCode.InvalidSequence, error
            + " Nothing was submitted.", new ErrorDetails.SequenceProblems([error], [], null, ProteinSequence.Residues));
    }

    private static Envelope.Failed NotText(JsonElement value)
    {
        var error = $"Sequence must be a string, and {Arguments.KindOf(value)} was sent.";
        return new(ErrorCode.InvalidSequence, error + " Send residues in one-letter code. Nothing was submitted.",
            new ErrorDetails.SequenceProblems([error], [], null, ProteinSequence.Residues));
    }
}
