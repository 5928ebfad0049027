using System.Globalization;
using Amplify.Tools.Scans;

namespace Amplify.Pictures;

/// <summary>What the picture says in words: the extremes by name, and the ends of its colours.</summary>
internal sealed partial class HeatMapLayout
{
    private const int MostNamed = 10;

    private List<Variant> Named(IReadOnlyList<Variant> ordered) => [.. ordered.Where(it => !scan.IsStartLoss(it.Column)).Take(MostNamed)];

    // Where more of them score the same, the ones named are no choice of the model's.
    private string Extremes(string title, IReadOnlyList<Variant> named, IReadOnlyList<Variant> ordered)
    {
        if (named.Count == 0) return $"{title}: nothing is scored.";
        var last = named[^1].Score;
        var alike = ordered.Count(it => it.Score == last && !scan.IsStartLoss(it.Column)) - named.Count(it => it.Score == last);
        var names = string.Join(", ",
            named.Select(it => $"{ScanSummary.Notation(scan, it, numbering)}{StrokeFont.NoBreak}{Rounded(it.Score)}"));
        var more = alike > 0 ? $", and {alike} more that score {Rounded(last)} too" : "";
        return $"{title} (outlined{(IsWhole ? "" : " where shown")}): {names}{more}.";
    }

    // Half a bar where nothing is above 0: blue would promise what is not there.
    private void Legend()
    {
        const int Cell = 5;
        var isOneSided = scan.Ranked.Count > 0 && scan.Ranked[^1] <= 0;
        var count = ((isOneSided ? 1 : 2) * ColourScale.Steps) + 1;
        shapes.Add(new Shape.Grid(Left, y, Cell, 14, [0], [[.. Enumerable.Range(-ColourScale.Steps, count)]], 0));
        var zero = Left + ((ColourScale.Steps + 0.5) * Cell);
        shapes.Add(new Shape.Bar((int)zero, y + 14, 1, 4, Tone.Muted));
        Word(Left, $"worse \u2264 {Signed(-colours.Limit)}", Align.Left);
        Word(zero, isOneSided ? "0 as wild type" : "0", isOneSided ? Align.Left : Align.Middle);
        if (!isOneSided) Word(Left + (count * Cell), $"preferred \u2265 {Signed(colours.Limit)}", Align.Right);

        var at = Left + (count * Cell) + (isOneSided ? 116 : 36);
        shapes.Add(new Shape.Grid(at, y - 1, 17, 17, [0], [[ColourScale.WildType]], 1));
        shapes.Add(new Shape.Label(at + 24, y + 12, "wild type", 13, Tone.Muted));
        shapes.Add(new Shape.Grid(at + 104, y - 1, 17, 17, [0], [[ColourScale.Missing]], 1));
        shapes.Add(new Shape.Label(at + 128, y + 12, "no score", 13, Tone.Muted));
        y += 31;

        void Word(double x, string text, Align align) => shapes.Add(new Shape.Label(x, y + 31, text, 12, Tone.Muted, align));
    }

    private static string Rounded(double score) => score.ToString("+0.00;\u22120.00;0.00", CultureInfo.InvariantCulture);

    private static string Signed(double value) => value.ToString("+0.####;\u22120.####;0", CultureInfo.InvariantCulture);
}

/// <summary>What a picture says of itself, so that it is no orphan on a slide.</summary>
/// <param name="Name">The protein's.</param>
/// <param name="Model">What made the scores.</param>
/// <param name="Date">When it made them.</param>
public sealed record Caption(string? Name = null, string? Model = null, DateTimeOffset? Date = null)
{
    private const int MostOfName = 60;

    internal string Start => Name is not { Length: > 0 } ? "E" : (Name.Length > MostOfName ? Name[..MostOfName] + "..." : Name) + ": e";

    internal string? Provenance(ScoreScale scale)
    {
        var date = Date?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        string?[] parts = [Model is null ? null : $"Model {Model}", scale.Caveat, date];
        var told = string.Join("; ", parts.OfType<string>());
        return told.Length == 0 ? null : told + ".";
    }
}
