using Amplify.Testing;
using ModelContextProtocol.Client;

namespace Amplify.Mcp.Tests;

/// <summary>The built program as a user starts it, with a store of its own.</summary>
internal static class AmplifyProgram
{
    public static string Path { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, "amplify-mcp");

    public static Task<ProgramRun> RunAsync(TemporaryDirectory directory, string[] arguments, string input = "",
        params (string Name, string Value)[] environment) =>
        ProgramRun.Of(Path, arguments, Environment(directory, environment), input, directory.Path);

    /// <summary>A client of the program that serves over stdio.</summary>
    public static Task<McpClient> ConnectAsync(TemporaryDirectory directory, params (string Name, string Value)[] environment) =>
        ConnectAsync(Path, directory, environment);

    /// <param name="program">The built one, or a native one.</param>
    public static Task<McpClient> ConnectAsync(
        string program, TemporaryDirectory directory, params (string Name, string Value)[] environment) => McpClient.CreateAsync(
            new StdioClientTransport(new()
            {
                Command = program,
                EnvironmentVariables = Environment(directory, environment)!,
                StandardErrorLines = _ => { },
            }),
            cancellationToken: TestContext.Current.CancellationToken);

    public static Dictionary<string, string> Environment(TemporaryDirectory directory, params (string Name, string Value)[] more)
    {
        var all = more.ToDictionary(it => it.Name, it => it.Value);
        all.TryAdd("AMPLIFY_HOME", directory.File("store"));
        return all;
    }
}
