using System.CommandLine;
using System.Text;
using Amplify.Mcp;
using Amplify.Mcp.Commands;
using Amplify.Mcp.Stdio;

// Without arguments this is an MCP server over stdio; with them, a command line.
if (args.Length == 0)
{
    await StdioServer.RunAsync(ProtocolPipes.Take());
    return ExitCode.Done;
}

#pragma warning disable RS0030 // the composition root speaks to the terminal
try
{
    // A console's code page and a locale know fewer letters.
    Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
}
catch (IOException)
{
    // no console: what is written goes to pipes or files, in UTF-8 as it is
}

var (output, error) = (new PlainWriter(Console.Out), new PlainWriter(Console.Error));
Console.SetOut(Console.Error); // whatever strays goes to standard error
#pragma warning restore RS0030

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
};
root.SetAction(_ => StdioServer.RunAsync(ProtocolPipes.Take()));
var parsed = root.Parse(args);

// Help about a mistake is no answer: a client that started this program with wrong arguments reads standard output as protocol.
var isWrong = parsed.Errors.Count > 0;

// A server told to stop ends the calls it has begun, and a call takes 25 s at most.
var code = await parsed.InvokeAsync(
    new() { Output = isWrong ? error : output, Error = error, ProcessTerminationTimeout = TimeSpan.FromSeconds(35) });
return isWrong ? ExitCode.Usage : code;
