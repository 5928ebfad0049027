using Amplify.Testing;

namespace Amplify.Mcp.Tests;

/// <summary>The built program as a user starts it, with a store of its own.</summary>
internal static class AmplifyProgram
{
    public static string Path { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, "amplify-mcp");

    public static Task<ProgramRun> RunAsync(TemporaryDirectory directory, string[] arguments, string input = "",
        params (string Name, string Value)[] environment) =>
        ProgramRun.Of(Path, arguments, Environment(directory, environment), input, directory.Path);

    public static Dictionary<string, string> Environment(TemporaryDirectory directory, params (string Name, string Value)[] more)
    {
        var all = more.ToDictionary(it => it.Name, it => it.Value);
        all.TryAdd("AMPLIFY_HOME", directory.File("store"));
        return all;
    }
}
