using System.Text.Json;
using System.Text.Json.Nodes;
using Amplify.Tools;
using Amplify.Tools.Contract;

namespace Amplify.Mcp.Commands;

/// <summary>
/// The agent's conversation held by the command line: submit, ask until there is an answer, report it. Speaks to the same tools.
/// </summary>
internal sealed class PredictionSession(Composition parts, Terminal terminal, Report report)
{
    private static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(40);
    private static readonly CallContext Whole = new("full", int.MaxValue);

    /// <summary>A line beside the result.</summary>
    public void Say(string line) => terminal.Say(line);

    public async Task<int> SubmitAndCollectAsync(string text, CancellationToken cancellationToken)
    {
        var envelope = await parts.Runner.RunAsync("invoke_endpoint", Arguments(("sequence", text)), Whole, cancellationToken);
        if (envelope is not Envelope.Succeeded { Data: ToolData.Submitted receipt }) return Fail(envelope);

        if (!report.Quiet)
        {
            foreach (var change in receipt.Normalization ?? []) terminal.Say($"cleaned up: {change}");
            foreach (var warning in receipt.Warnings ?? []) terminal.Say($"note: {warning}");
            terminal.Say(
                $"{(receipt.Reused == true ? "already here:" : "submitted")} {receipt.OutputId}: {receipt.SequenceLength} residues, "
                + $"{receipt.SequenceEnds.First}…{receipt.SequenceEnds.Last}");
        }

        return await CollectAsync(receipt.OutputId, patient: true, cancellationToken);
    }

    /// <param name="patient">false: one look, no waiting.</param>
    public async Task<int> CollectAsync(string outputId, bool patient, CancellationToken cancellationToken)
    {
        var started = parts.Clock.GetTimestamp();
        var pause = FirstLook;
        try
        {
            while (true)
            {
                var envelope = await AskAsync(outputId, Whole, cancellationToken);
                if (envelope is Envelope.Succeeded { Data: ToolData.Completed completed })
                    return await ReportAsync(envelope, completed, cancellationToken);
                if (envelope is not Envelope.Succeeded { Data: ToolData.InProgress running }) return Fail(envelope);
                if (!patient || running.Known == false || running.Stranded) return StillRunning(envelope, running);

                if (!report.Quiet) terminal.Progress(running.PercentComplete, parts.Clock.GetElapsedTime(started));
                await Task.Delay(pause, parts.Clock, cancellationToken);
                pause = TimeSpan.FromSeconds(Math.Min(pause.TotalSeconds * 1.5, Math.Max(1, running.CheckIntervalSeconds)));
            }
        }
        catch (OperationCanceledException)
        {
            terminal.Say($"Interrupted. The job is kept; collect it with: amplify-mcp results {outputId} --wait");
            return ExitCode.Interrupted;
        }
    }

    private Task<Envelope> AskAsync(string outputId, CallContext context, CancellationToken cancellationToken) =>
        parts.Runner.RunAsync("get_results", Arguments(("output_id", outputId), ("numbering_offset", report.Offset)), context,
            cancellationToken);

    private async Task<int> ReportAsync(Envelope envelope, ToolData.Completed completed, CancellationToken cancellationToken)
    {
        var text = new ScanReport(completed, report.Offset);
        var files = report.Directory is { } directory && text.Scan is { } scan
            ? ResultFiles.Write(directory, text, scan, completed.OutputId, report.Offset) : [];
        if (report.Json)
        {
            if (report.View == "summary")
                envelope = await AskAsync(completed.OutputId, new("summary", McpAdapter.MaxCharacters), cancellationToken);
            Print(envelope);
        }
        else
        {
            terminal.Say("");
            text.Print(terminal.Output);
            foreach (var (kind, path) in files) terminal.Output.WriteLine($"{kind,-9} {path}");
            terminal.Output.Flush();
        }

        return ExitCode.Done;
    }

    private int StillRunning(Envelope envelope, ToolData.InProgress running)
    {
        if (report.Json) Print(envelope);
        terminal.Say(running.Known == false
            ? running.Advice ?? $"No job {running.OutputId} is known here."
            : $"{running.Message}{(running.Advice is { } advice ? " " + advice : "")}{(running.Stranded ? "" : $" Ask again in {running.CheckIntervalSeconds} s.")}");
        return running.Known == false ? ExitCode.Unknown : ExitCode.StillRunning;
    }

    private int Fail(Envelope envelope)
    {
        if (report.Json) Print(envelope);
        var failed = (Envelope.Failed)envelope;
        terminal.Say($"{ErrorCodes.Wire(failed.ErrorCode)}: {failed.Message}");
        if (failed.Details is ErrorDetails.ModelFailure failure) terminal.Say($"{failure.ErrorDetails.ErrorMessage} {failure.Suggestion}");
        return failed.ErrorCode is ErrorCode.InvalidSequence or ErrorCode.InvalidEventStructure or ErrorCode.InvalidS3Path or ErrorCode.Configuration ? ExitCode.Usage : ExitCode.Failed;
    }

    private void Print(Envelope envelope)
    {
        terminal.Output.WriteLine(System.Text.Encoding.UTF8.GetString(ContractJson.Write(envelope)));
        terminal.Output.Flush();
    }

    private static JsonElement Arguments(params (string Name, JsonNode? Value)[] arguments) =>
        JsonElement.Parse(new JsonObject(arguments.Select(it => KeyValuePair.Create(it.Name, it.Value))).ToJsonString());
}
