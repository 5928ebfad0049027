using System.Buffers;
using System.Text.RegularExpressions;

namespace Amplify.Tools.Inputs.Sequences;

/// <summary>
/// Several stretches of residues with a mark between them, as complexes are written. AMPLIFY's own mark, |, is none of these.
/// </summary>
internal static partial class SeparatedChains
{
    private const string Marks = @":/,;+&\：，、；";
    private const int LeastLetters = 4;
    private static readonly SearchValues<char> AnyMark = SearchValues.Create(Marks);

    public static Reading? Read(PastedText text)
    {
        var joined = string.Concat(text.Lines).TrimEnd([.. Marks, '.', '*']);
        if (joined.AsSpan().IndexOfAny(AnyMark) is not (> 0 and var at) || ThreeLetterCode.IsCode(text.Text)) return null;
        var chains = joined.Split(joined[at]);
        var lengths = chains.Select(it => it.Count(char.IsAsciiLetter)).ToList();
        if (lengths.Exists(it => it < LeastLetters) || !chains.All(Chain.IsMatch)) return null;
        return Reading.Refuse($"{(chains.Length == 2 ? "Two" : chains.Length)} chains, "
            + $"{string.Join(", ", lengths.SkipLast(1).Take(8))} and {lengths[^1]} residues, parted by "
            + $"'{SafeText.Quote($"{joined[at]}")}'. Submit one chain at a time; "
            + "where the model reads chain breaks, as AMPLIFY does, write them with | between.");
    }

    [GeneratedRegex(@"\A\s*[A-Za-z][A-Za-z *]*\z")]
    private static partial Regex Chain { get; }
}
