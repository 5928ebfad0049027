using System.Text.RegularExpressions;

namespace Amplify.Mcp.Commands;

/// <summary>Tools speak of arguments and settings of variables; whoever typed a flag reads its name.</summary>
internal static partial class Flags
{
    /// <summary>A sentence of a tool as the command line says it.</summary>
    public static string Named(string text) => Tools.Replace(Argument.Replace(Interval.Replace(Window.Replace(text, "with --window"), "S"),
        it => "--" + it.Groups["name"].Value.Replace('_', '-')),
        it => it.Value == "invoke_endpoint" ? "amplify-mcp predict" : "amplify-mcp results");

    /// <summary>A sentence about settings, some of which were given as flags.</summary>
    public static string Named(string text, IReadOnlyList<Override> settings) => Variable.Replace(text,
        it => settings.FirstOrDefault(setting => setting.IsGiven && setting.Variable == it.Value).Flag ?? it.Value);

    [GeneratedRegex(@"'(?<name>positions|mutations|per_site|exclude|classes|limit|view|variants|numbering_offset)'"
        + @"|\b(?<name>numbering_offset)\b|\A(?<name>positions|variants)(?=[: ])")]
    private static partial Regex Argument { get; }

    [GeneratedRegex(@"\b[A-Z][A-Z_]+\b")]
    private static partial Regex Variable { get; }

    [GeneratedRegex(@"\b(?:invoke_endpoint|get_results)\b")]
    private static partial Regex Tools { get; }

    [GeneratedRegex(@"\bwith AMPLIFY_WINDOW=true\b")]
    private static partial Regex Window { get; }

    [GeneratedRegex("Wait check_interval_seconds; s")]
    private static partial Regex Interval { get; }
}

/// <summary>A setting that the command line says louder than the environment.</summary>
/// <param name="Value">null: it leaves the environment's.</param>
/// <param name="Flag">How it was said; null: nobody said it, it follows from a job's record.</param>
internal readonly record struct Override(string Variable, string? Value, string? Flag = null)
{
    public bool IsGiven => Value is not null && Flag is not null;
}
