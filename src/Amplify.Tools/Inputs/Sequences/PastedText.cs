namespace Amplify.Tools.Inputs.Sequences;

/// <summary>Text as it was pasted, cut into lines. U+2028 and its like end no line: databases write them inside names.</summary>
internal sealed class PastedText(string pasted)
{
    private static readonly char[] Invisible =
        [' ', '\t', '\r', '\n', '\f', '\v', '\u0085', '\u00A0', '\u200B', '\u2028', '\u2029', '\u3000', '\uFEFF'];

    public string Text { get; } = pasted.Trim(Invisible);

    /// <summary>Without those that are empty.</summary>
    public IReadOnlyList<string> Lines => field ??=
        [.. Text.Split(["\r\n", "\n", "\r"], StringSplitOptions.None).Select(it => it.Trim(Invisible)).Where(it => it.Length > 0)];

    public string First => Lines.Count > 0 ? Lines[0] : "";

    public string Quote(int most = 40) => SafeText.Quote(Text, most);

    /// <summary>Its lines in groups, each under the head above it; the first may have none.</summary>
    public List<(string? Head, List<string> Lines)> Under(Func<int, bool> isHead)
    {
        var groups = new List<(string? Head, List<string> Lines)>();
        for (var at = 0; at < Lines.Count; at++)
        {
            if (isHead(at)) groups.Add((Lines[at], []));
            else if (groups.Count == 0) groups.Add((null, [Lines[at]]));
            else groups[^1].Lines.Add(Lines[at]);
        }

        return groups;
    }
}
