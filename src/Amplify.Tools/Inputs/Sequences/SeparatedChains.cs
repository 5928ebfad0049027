using System.Buffers;

namespace Amplify.Tools.Inputs.Sequences;

/// <summary>
/// Several stretches of residues with a mark between them, as complexes are written. AMPLIFY's own mark, |, is none of these.
/// </summary>
internal static class SeparatedChains
{
    private const int LeastLetters = 4;

    private const string Marks = @":/,;+&\：，、；";

    private static readonly SearchValues<char> Separators = SearchValues.Create(Marks);

    public static Reading? Read(PastedText text)
    {
        if (text.First is "" || text.First[0] is '>') return null;
        var joined = string.Concat(text.Lines).TrimEnd([.. Marks, '.', '*']);
        var at = joined.AsSpan().IndexOfAny(Separators);
        if (at < 0) return null;
        var chains = joined.Split(joined[at]).Select(it => it.Trim()).ToList();
        if (!chains.TrueForAll(it => it.Length >= LeastLetters && it.All(letter => char.IsAsciiLetter(letter) || letter is ' ' or '*'))
            || ThreeLetterCode.IsCode(text.Text)) return null;
        var lengths = string.Join(", ", chains.SkipLast(1).Take(8).Select(Count)) + $" and {Count(chains[^1])}";
        return Reading.Refuse($"{(chains.Count == 2 ? "Two" : chains.Count)} chains, {lengths} residues, parted by "
            + $"'{SafeText.Quote(joined[at..(at + 1)])}'. Submit one chain at a time; "
            + "where the model reads chain breaks, as AMPLIFY does, write them with | between.");
    }

    private static int Count(string chain) => chain.Count(char.IsAsciiLetter);
}
