using System.CommandLine;
using Amplify.Mcp;
using Amplify.Mcp.Commands;

// Without arguments this is an MCP server over stdio; with them, a command line.
#pragma warning disable RS0030 // the composition root speaks to the terminal
var (output, error) = (new PlainWriter(Console.Out), new PlainWriter(Console.Error));
Console.SetOut(Console.Error); // over stdio, standard output belongs to the protocol: whatever strays goes to standard error
#pragma warning restore RS0030

if (args.Length == 0) return await StdioServer.RunAsync(error);

var root = new RootCommand("Which mutations does this protein tolerate? Without arguments: an MCP server over stdio.")
{
    PredictCommand.Create(output, error),
    ResultsCommand.Create(output, error),
    JobsCommand.Create(output, error),
    HttpCommand.Create(output, error),
    ToolsCommand.Create(output, error),
    ModelCommand.Create(output, error),
    DoctorCommand.Create(output),
};
root.SetAction(_ => StdioServer.RunAsync(error));
var parsed = root.Parse(args);

// A server told to stop ends the calls it has begun, and a call takes 25 s at most.
var code = await parsed.InvokeAsync(new() { Output = output, Error = error, ProcessTerminationTimeout = TimeSpan.FromSeconds(35) });
return parsed.Errors.Count > 0 ? ExitCode.Usage : code;
