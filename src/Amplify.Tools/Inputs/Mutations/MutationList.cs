using System.Text.Json;
using System.Text.RegularExpressions;
using Amplify.Tools.Inputs.Sequences;

namespace Amplify.Tools.Inputs.Mutations;

/// <summary>A text cut into items: lists, JSON as text, numbered and bulleted lists, rows of a table.</summary>
internal static partial class MutationList
{
    private const int MostJson = 20_000;

    public static IEnumerable<string> Cut(string text)
    {
        var plain = TextMarks.Plain(Json(text) ?? text).Replace(@"\n", "\n", StringComparison.Ordinal).Trim();
        // a list of Python's
        if (plain.StartsWith('[') && plain.EndsWith(']') && !plain.Contains(';')) plain = plain[1..^1].Replace('\'', ' ');
        var lines = plain.Split(['\n', '\r'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return MutationFiles.Read(lines) ?? lines.Where(it => !Rule.IsMatch(it)).SelectMany(Line);
    }

    private static IEnumerable<string> Line(string line)
    {
        if (Genome.IsMatch(line)) return [Gap.Replace(line, ":")];
        line = Alone.Replace(Described.Replace(line, ", "), it => it.Value.Replace(',', '/').Replace(" ", "", StringComparison.Ordinal));
        var bare = TextMarks.WithoutNumbers(TextMarks.WithoutBullet(Header.Replace(line, it => it.Value.Replace('|', '_'))));
        return Pieces(MutationFiles.Columns(bare.Trim()) ?? bare)
            .SelectMany(it => MutationFiles.Columns(it) is { } columns ? Pieces(columns) : [it]);
    }

    // A semicolon in brackets joins what stands in one molecule; (;) parts what may not.
    private static List<string> Pieces(string line)
    {
        var (pieces, start, depth) = (new List<string>(), 0, 0);
        line = Conjunction.Replace(line.Replace("(;)", "];[", StringComparison.Ordinal), ",");
        for (var at = 0; at <= line.Length; at++)
        {
            var letter = at < line.Length ? line[at] : ',';
            // of braces, those behind a position: G12{D,V}
            depth += letter is '[' || (letter is '{' or '(' && at > 0 && char.IsAsciiDigit(line[at - 1])) ? 1
                : letter is ']' || (letter is '}' or ')' && depth > 0) ? -1 : 0;
            if (letter is not (',' or ';' or '|' or '\t') || (depth > 0 && at < line.Length)) continue;
            if (line[start..at].Trim() is { Length: > 0 } piece) pieces.Add(piece);
            start = at + 1;
        }

        return pieces;
    }

    private static string? Json(string text)
    {
        var trimmed = text.Trim();
        if (trimmed.Length > MostJson || !(trimmed.StartsWith('[') && trimmed.EndsWith(']'))) return null;
        try
        {
            var items = JsonElement.Parse(trimmed).EnumerateArray().ToList();
            return items.TrueForAll(it => it.ValueKind is JsonValueKind.String or JsonValueKind.Number)
                ? string.Join('\n', items.Select(it => it.ValueKind == JsonValueKind.String ? JsonText.Of(it) : it.GetRawText()))
                : null;
        }
        catch (JsonException)
        {
            return null; // brackets of a biologist's
        }
    }

    /// <summary>The bars of a UniProt header part no items.</summary>
    [GeneratedRegex(@"\b(?:sp|tr)\|" + NameOrAddress.Uniprot + @"\|")]
    private static partial Regex Header { get; }

    [GeneratedRegex(@"\A[\s|:+=-]{3,}\z")]
    private static partial Regex Rule { get; }

    [GeneratedRegex(@"\s(?:and|or|plus|vs\.?|und|oder|et|ou|y|e|o)\s")]
    private static partial Regex Conjunction { get; }

    /// <summary>What is said of a substitution, or was measured: G12D: oncogenic, G12D = 1.3, G12D(CAT), and in other scripts.</summary>
    [GeneratedRegex("""
        (?<=[0-9](?:[A-Za-z]|[A-Za-z]{3})\)?)
        (?:\s*[:=]\s*(?=[a-z]{4}|[+-]?[0-9]*\.?[0-9]+(?:\s|\z))|(?=\([^0-9()]{2,40}\)|[^\x00-\x7F]))
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Described { get; }

    /// <summary>Letters alone behind a substitution are alternatives: G12S,D,V.</summary>
    [GeneratedRegex(@"\b[A-Za-z]{1,3}[0-9]{1,7}(?:\s?[>:]\s?)?[A-Z](?:,\s?[A-Z])+(?![A-Za-z0-9:])")]
    private static partial Regex Alone { get; }

    /// <summary>A row of VCF, or a place in a genome with blanks between its parts.</summary>
    [GeneratedRegex(@"\A(?:chr)?(?:[0-9]{1,2}|[XYM]T?)[\s:-]+[0-9]{4,}[\s:-]+.{0,30}\b[ACGTN]+[\s>/:-]+[ACGTN]+\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex Genome { get; }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Gap { get; }
}
