using System.Globalization;
using System.Text.RegularExpressions;

namespace Amplify.Tools;

/// <summary>The environment as settings are read from it, blanks taken for nothing. Which there are, their readers say.</summary>
public sealed partial class Settings(Func<string, string?> read)
{
    public static Settings FromEnvironment() => new(Environment.GetEnvironmentVariable);

    public string? Text(string variable) => read(variable)?.Trim() is { Length: > 0 } text && !LeftOpen.IsMatch(text) ? text : null;

    // What a host hands on, word for word, where its user has left a field of a bundle empty.
    [GeneratedRegex(@"\A\$\{user_config\.[A-Za-z0-9_.-]+\}\z")]
    private static partial Regex LeftOpen { get; }

    /// <summary>Reads settings once, into what is valid because it exists.</summary>
    /// <param name="make">Reads all of them, whichever are wrong.</param>
    /// <exception cref="SettingException">Some break their rule: it names each.</exception>
    public T Read<T>(Func<SettingReader, T> make)
    {
        var reader = new SettingReader(this);
        var made = make(reader);
        return reader.Problems.Count == 0 ? made : throw new SettingException(reader.Problems);
    }
}

/// <summary>Reads settings one by one, each by its rule. What breaks one is kept, so that a wrong setting does not hide the next.</summary>
public sealed class SettingReader
{
    private readonly List<SettingProblem> problems = [];

    internal SettingReader(Settings settings) => Settings = settings;

    public Settings Settings { get; }

    public IReadOnlyList<SettingProblem> Problems => problems;

    /// <summary>Only the first problem of a variable counts.</summary>
    public void Refuse(string variable, string message)
    {
        if (problems.TrueForAll(it => it.Variable != variable)) problems.Add(new(variable, message));
    }

    public string? Text(string variable) => Settings.Text(variable);

    public string? Matching(string variable, Regex pattern, string meaning) =>
        Text(variable) is { } text && !pattern.IsMatch(text) ? Wrong<string>(variable, meaning) : Text(variable);

    public string? Url(string variable) =>
        Text(variable) is not { } text || (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
            ? Text(variable) : Wrong<string>(variable, "an address that begins with https:// or http://");

    public string Choice(string variable, string fallback, params ReadOnlySpan<string> supported) =>
        ChoiceOf(variable, supported) ?? fallback;

    /// <summary>null: not set.</summary>
    public string? ChoiceOf(string variable, params ReadOnlySpan<string> supported)
    {
        if (Text(variable) is not { } text) return null;
        foreach (var choice in supported)
        {
            if (choice.Equals(text, StringComparison.OrdinalIgnoreCase)) return choice;
        }

        return Wrong<string>(variable, string.Join(" or ", supported));
    }

    public bool Flag(string variable, bool fallback) => ChoiceOf(variable, "true", "false") is { } said ? said == "true" : fallback;

    public int Number(string variable, int fallback, int least, int most) =>
        Text(variable) is not { } text ? fallback
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
        : Wrong<int?>(variable, $"a whole number from {least} to {most}") ?? fallback;

    /// <summary>Items with commas between.</summary>
    public string[] List(string variable) =>
        Text(variable)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    /// <returns>Nothing, for the place of what was not read.</returns>
    public T? Wrong<T>(string variable, string takes)
    {
        Refuse(variable, $"{variable} is '{Text(variable)}'; it takes {takes}");
        return default;
    }
}

/// <summary>A setting that is missing or breaks its rule; the message names its variable.</summary>
public sealed record SettingProblem(string Variable, string Message);

/// <summary>Settings that are missing or break their rule; the message is the first one's.</summary>
public sealed class SettingException(IReadOnlyList<SettingProblem> problems) : Exception(problems[0].Message)
{
    public SettingException(string variable, string message)
        : this([new(variable, message)])
    {
    }

    public IReadOnlyList<SettingProblem> Problems => problems;

    public string Variable => problems[0].Variable;
}
