using System.Text.RegularExpressions;
using Amplify.Model;
using Amplify.Tools;

namespace Amplify.Local;

/// <summary>The local backend's settings, each beside its environment variable, default and rule.</summary>
public sealed partial class LocalSettings(SettingReader read)
{
    private const int MostThreads = 256;

    public static LocalSettings FromEnvironment() => Settings.FromEnvironment().Read(it => new LocalSettings(it));

    /// <summary>Where the backend keeps jobs and results.</summary>
    public string Home { get; } = Folder(read, "AMPLIFY_HOME") ?? Path.GetFullPath(Path.Combine(
        Known(Environment.SpecialFolder.LocalApplicationData) is { Length: > 0 } data ? data : Path.GetTempPath(), "amplify"));

    /// <summary>Who predicts here: auto, net, table, a published model's name, or a directory.</summary>
    public string Model { get; } = read.Text("AMPLIFY_MODEL") ?? "auto";
    public string? ModelDirectory { get; } = Folder(read, "AMPLIFY_MODEL_DIR");

    /// <summary>How that model scores; null: masked marginals up to 400 residues, one wild-type pass above.</summary>
    public ScoringMethod? Method { get; } = MethodNames.Read(
        read.Choice("AMPLIFY_METHOD", MethodNames.Auto, MethodNames.Auto, MethodNames.Masked, MethodNames.WildType));

    /// <summary>Whether sequences longer than that model reads are scored in a window around each position, or refused.</summary>
    public bool Window { get; } = read.Flag("AMPLIFY_WINDOW", false);

    /// <summary>Threads that model may use.</summary>
    public int Threads { get; } =
        read.Number("AMPLIFY_THREADS", Math.Min(Environment.ProcessorCount, MostThreads), 1, MostThreads);

    // The same directory wherever a client starts this program, or none.
    private static string? Folder(SettingReader read, string variable)
    {
        if (read.Text(variable) is not { } text) return null;
        var path = text == "~" || text.StartsWith("~/", StringComparison.Ordinal)
            || text.StartsWith("~" + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? Known(Environment.SpecialFolder.UserProfile) + text[1..] : text;
        if (Path.IsPathFullyQualified(path) && !Unexpanded.IsMatch(path)) return Path.GetFullPath(path);
        read.Refuse(variable, $"{variable} is '{text}', which is no whole path: your client did not expand it, and it would lie wherever "
            + "the client starts this program. Write the path from the root, or one that begins with ~/");
        return null;
    }

    private static string Known(Environment.SpecialFolder folder) =>
        Environment.GetFolderPath(folder, Environment.SpecialFolderOption.DoNotVerify);

    [GeneratedRegex(@"\$[A-Za-z_{(]|%[A-Za-z_][\w.]*%|\{\{")]
    private static partial Regex Unexpanded { get; }
}
