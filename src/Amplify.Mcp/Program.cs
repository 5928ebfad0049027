using System.Text;
using Amplify.Mcp;
using Amplify.Mcp.Commands;
using Amplify.Mcp.Stdio;

// Without arguments this is an MCP server over stdio; with them, a command line.
if (args.Length == 0)
{
#pragma warning disable RS0030 // whoever types at a server waits for a prompt that never comes
    if (!Console.IsInputRedirected) StandardError.Write(Encoding.UTF8.GetBytes(StdioServer.AtATerminal));
#pragma warning restore RS0030
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
return await CommandLine.RunAsync(args, output, error);
