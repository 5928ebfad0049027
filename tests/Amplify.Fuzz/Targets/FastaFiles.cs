using System.CommandLine;
using System.Text;
using Amplify.Mcp.Commands;
using Amplify.Mcp.Commands.Batches;
using Amplify.Testing;

namespace Amplify.Fuzz.Targets;

/// <summary>Files given to `predict`, which answers at a terminal.</summary>
internal sealed class FastaFiles : Target
{
    private static readonly int[] Codes = [ExitCode.Done, ExitCode.Failed, ExitCode.Usage];

    private readonly TemporaryDirectory directory = new();

    public FastaFiles() => Environment.SetEnvironmentVariable("AMPLIFY_HOME", directory.File("store"));

    protected override void Feed(ReadOnlySpan<byte> input)
    {
        var (output, error, file) = (new StringWriter(), new StringWriter(), directory.File("protein.fasta"));
        File.WriteAllBytes(file, input);

        var code = PredictCommand.Create(new(output), new(error)).Parse([file, "--json", "--out", directory.File("out")])
            .Invoke(new() { Output = output, Error = error, EnableDefaultExceptionHandler = false });

        Invariant.Holds(Codes.Contains(code), $"exit code {code}");
        Invariant.Lines(error.ToString());
        Invariant.Holds(output.ToString() != "" || (code == ExitCode.Usage && error.ToString() != ""), "nothing is said");
        if (output.ToString() != "") Answers(output.ToString());
        foreach (var place in (string[])["store/async-inference-input", "store/async-inference-output", "out"])
        {
            if (Directory.Exists(directory.File(place))) Directory.Delete(directory.File(place), recursive: true);
        }
    }

    // One envelope, or of several records a line each.
    private static void Answers(string output)
    {
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (BatchLine.Read(lines[0]) is null)
        {
            Invariant.Envelope(Encoding.UTF8.GetBytes(output));
            return;
        }

        foreach (var line in lines)
        {
            var record = BatchLine.Read(line);
            Invariant.Holds(record?.Status is "completed" or "failed" or "refused", $"no line of a batch: {line}");
            Invariant.Sentence(record!.Name);
            foreach (var said in record.Notes ?? []) Invariant.Sentence(said);
            Invariant.Holds(record.Status == "completed" ? record.OutputId is not null : record.Error is not null, "nothing says why");
            if (record.Error is { } error) Invariant.Sentence(error);
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        directory.Dispose();
    }
}
