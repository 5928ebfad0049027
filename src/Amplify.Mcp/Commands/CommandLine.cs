using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Amplify.Mcp.Stdio;

namespace Amplify.Mcp.Commands;

/// <summary>All commands, their help and their mistakes.</summary>
internal static class CommandLine
{
    public const string Program = "amplify-mcp";

    public static RootCommand Create(PlainWriter output, PlainWriter error)
    {
        var root = new RootCommand("Which mutations does this protein tolerate? Without arguments: an MCP server over stdio.")
        {
            PredictCommand.Create(output, error),
            ResultsCommand.Create(output, error),
            CompareCommand.Create(output, error),
            LibraryCommand.Create(output, error),
            JobsCommand.Create(output, error),
            HttpCommand.Create(output, error),
            ToolsCommand.Create(output),
            ModelCommand.Create(output, error),
            DoctorCommand.Create(output),
            CompletionCommand.Create(output),
        };
        root.SetAction(_ => StdioServer.RunAsync(ProtocolPipes.Take()));
        foreach (var help in root.Options.OfType<HelpOption>()) help.Action = new HelpWithExamples((HelpAction)help.Action!);
        return root;
    }

    /// <summary>As many programs take it: `help predict`, `version`.</summary>
    public static string[] Expand(string[] arguments) => arguments switch
    {
        ["help", .. var command] => [.. command, "--help"],
        ["version"] => ["--version"],
        _ => arguments,
    };

    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] arguments, PlainWriter output, PlainWriter error)
    {
        var parsed = Create(output, error).Parse(Expand(arguments));
        if (UsageError.Of(parsed) is { } wrong)
        {
            // Standard output is left alone: a client that started this program with wrong arguments reads it as protocol.
            foreach (var line in wrong) await error.WriteLineAsync(line);
            return ExitCode.Usage;
        }

        // A server told to stop ends the calls it has begun, and a call takes 25 s at most.
        var code = await parsed.InvokeAsync(
            new() { Output = output, Error = error, ProcessTerminationTimeout = TimeSpan.FromSeconds(35) });
        if (code == ExitCode.Usage) await error.WriteLineAsync(UsageError.Pointer(parsed));
        return code;
    }

    private sealed class HelpWithExamples(HelpAction help) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parsed)
        {
            var code = help.Invoke(parsed);
            var output = parsed.InvocationConfiguration.Output;
            output.WriteLine("Examples:");
            foreach (var example in Examples.Of(UsageError.PathOf(parsed.CommandResult))) output.WriteLine($"  {example}");
            output.WriteLine();
            return code;
        }
    }
}
