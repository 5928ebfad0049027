using System.CommandLine;
using Amplify.Mcp.Commands;
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

        var code = PredictCommand.Create(new(output), new(error)).Parse([file, "--json"])
            .Invoke(new() { Output = output, Error = error, EnableDefaultExceptionHandler = false });

        Invariant.Holds(Codes.Contains(code), $"exit code {code}");
        Invariant.Lines(error.ToString());
        Invariant.Envelope(System.Text.Encoding.UTF8.GetBytes(output.ToString()));
        foreach (var place in (string[])["async-inference-input", "async-inference-output"])
        {
            if (Directory.Exists(directory.File("store/" + place))) Directory.Delete(directory.File("store/" + place), recursive: true);
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        directory.Dispose();
    }
}
