using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Amplify.Tools.Inputs;

/// <summary>Positions as people write them, "10-20,35": counted from 1, ends included.</summary>
public sealed class PositionSet
{
    private const int MostItems = 200;
    private readonly List<(int First, int Last)> ranges;

    private PositionSet(List<(int First, int Last)> ranges) => this.ranges = ranges;

    public IReadOnlyList<(int First, int Last)> Ranges => ranges;

    public bool Contains(int position) => ranges.Exists(it => position >= it.First && position <= it.Last);

    public static bool TryParse(string text, [NotNullWhen(true)] out PositionSet? positions, [NotNullWhen(false)] out string? problem)
    {
        var ranges = new List<(int, int)>();
        (positions, problem) = (null, null);
        foreach (var item in text.Split([',', ';', ' ', '\t', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (ranges.Count == MostItems) problem = $"positions names more than {MostItems} ranges; ask for fewer at a time";
            else if (!TryRange(item, out var range)) problem = $"positions: '{SafeText.Quote(item, 30)}' is no position or range; write 10-20,35";
            else if (range.First > range.Last) problem = $"positions: '{SafeText.Quote(item, 30)}' ends before it begins";
            else ranges.Add(range);
            if (problem is not null) return false;
        }

        if (ranges.Count == 0) problem = "positions is empty; write 10-20,35";
        else positions = new(ranges);
        return positions is not null;
    }

    // A position can be negative: with a numbering_offset, residues before the first of the reference are.
    private static bool TryRange(string item, out (int First, int Last) range)
    {
        var text = item.Replace('–', '-');
        var dash = text.IndexOf('-', 1);
        var (first, last) = dash < 0 ? (text, text) : (text[..dash], text[(dash + 1)..]);
        var read = TryNumber(first, out var from) & TryNumber(last, out var to);
        range = (from, to);
        return read;
    }

    private static bool TryNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number) && Math.Abs((long)number) <= 1_000_000;
}
