namespace Amplify.Deploy.Tests;

/// <summary>
/// The Windows program as it is handed out, run by Wine in a prefix made once. Wine maps no precompiled code out of a single file, so that
/// is left aside (DOTNET_ReadyToRun=0): what runs is the same program, compiled as it goes.
/// </summary>
internal static class Wine
{
    private static readonly string Prefix = Path.Combine(Needs.Root, "artifacts", "wine");
    private static readonly SemaphoreSlim Preparing = new(1, 1);

    private static string Loader => Needs.OnPath("wine", "run `make setup`");

    /// <summary>A path as a Windows program is told it.</summary>
    public static string Windows(string path) => "Z:" + path.Replace('/', '\\');

    public static Dictionary<string, string> Environment(string home) => new()
    {
        ["AMPLIFY_HOME"] = Windows(home),
        ["DOTNET_ReadyToRun"] = "0",
        ["WINEPREFIX"] = Prefix,
        ["WINEDEBUG"] = "-all",
        ["WINEDLLOVERRIDES"] = "mscoree=;mshtml=", // or it would ask for programs nobody needs here
    };

    public static async Task<ProgramRun> RunAsync(string home, IEnumerable<string> arguments, string input = "")
    {
        await PrepareAsync();
        return await ProgramRun.Of(Loader, [Program, .. arguments], Environment(home), input);
    }

    /// <param name="program">null: the one that `make package` left.</param>
    /// <param name="environment">Of a host, beside Wine's own.</param>
    public static async Task<PackagedServer> StartAsync(
        string home, string? program = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        await PrepareAsync();
        var all = new Dictionary<string, string>(environment ?? new Dictionary<string, string>());
        foreach (var (name, value) in Environment(home)) all[name] = value;
        return await PackagedServer.StartAsync(Loader, [program ?? Program], all);
    }

    private static string Program => Needs.Native("amplify-mcp.exe", "desk/win-x64");

    private static async Task PrepareAsync()
    {
        _ = (Program, Loader);
        await Preparing.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            if (File.Exists(Path.Combine(Prefix, "ready"))) return;
            if (Directory.Exists(Prefix)) Directory.Delete(Prefix, recursive: true); // left half made
            var made = await ProgramRun.Of(Loader, ["wineboot", "-i"], Environment("/"));
            Assert.True(made.ExitCode == 0, made.Error);
            await File.WriteAllTextAsync(Path.Combine(Prefix, "ready"), "", TestContext.Current.CancellationToken);
        }
        finally
        {
            Preparing.Release();
        }
    }
}
