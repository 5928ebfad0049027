namespace Amplify.Tools.Inputs.Sequences;

/// <summary>Symbols of genes and proteins, and words, that people send where a sequence is wanted.</summary>
internal static class KnownNames
{
    private static readonly Lazy<HashSet<string>> All = new(Load);

    /// <summary>A word is in one case, or has a capital first; mOrE cAsEs are residues.</summary>
    public static bool Contains(string text)
    {
        var word = text.Trim();
        if (word.Length is < 2 or > 30) return false;
        var tail = word.AsSpan(1);
        if (tail.ContainsAnyInRange('A', 'Z') ? tail.ContainsAnyInRange('a', 'z')
            || char.IsAsciiLetterLower(word[0]) : char.IsAsciiLetterUpper(word[0]) && word.Length == 2) return false;
        return All.Value.Contains(word.ToUpperInvariant());
    }

    private static HashSet<string> Load()
    {
        using var stream = typeof(KnownNames).Assembly.GetManifestResourceStream("Amplify.Tools.Inputs.known-names.txt")!;
        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd().Split('\n').Where(it => !it.StartsWith('#'))
            .SelectMany(it => it.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];
    }
}
