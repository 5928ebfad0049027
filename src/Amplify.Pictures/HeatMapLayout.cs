using System.Globalization;
using Amplify.Tools.Inputs;
using Amplify.Tools.Scans;

namespace Amplify.Pictures;

/// <summary>
/// Where everything stands in the picture of a scan. Up to 600 residues: all of it, 60 a line. Beyond: one strip of means for the whole
/// protein, and windows of 60 around its extremes, so that the picture stays small enough to send and large enough to read. The
/// substitutions that are named under the title are outlined: nobody reads a number off a shade.
/// </summary>
internal sealed partial class HeatMapLayout
{
    public const int PerLine = 60;
    public const int MostWhole = 600;
    private const int StripCells = 500;
    private const int MostStrips = 10;
    private const int StripCell = 2;
    private const int Left = 56;
    private const int Right = 96;
    private const int Narrowest = 700;
    private const int GroupGap = 4;
    private const int TrackHeight = 8;
    private const double MostConserved = 1.5;
    private const int RoomForNumber = 50;
    private const double TextSize = 14;

    private static readonly (string Name, string Residues)[] Groups =
        [("aliphatic", "AVILM"), ("aromatic", "FWY"), ("polar", "STNQ"), ("special", "CGP"), ("positive", "HKR"), ("negative", "DE")];

    private readonly VariantScan scan;
    private readonly Numbering numbering;
    private readonly Caption caption;
    private readonly IReadOnlyList<Variant> best;
    private readonly IReadOnlyList<Variant> worst;
    private readonly ColourScale colours;
    private readonly List<Shape> shapes = [];
    private readonly List<int> tops = [];
    private readonly List<int[]> rows = [];
    private readonly List<int> trackTops = [];
    private readonly List<int[]> tracks = [];
    private readonly int cellWidth;
    private readonly int cellHeight;
    private readonly int perStripCell;
    private int y = 42;

    private HeatMapLayout(VariantScan scan, Numbering numbering, Caption caption)
    {
        (this.scan, this.numbering, this.caption, colours) = (scan, numbering, caption, ColourScale.Of(scan));
        (best, worst) = (Named(scan.BestFirst), Named(scan.WorstFirst));
        (cellWidth, cellHeight) = scan.Length switch { <= 2 * PerLine => (22, 20), <= 5 * PerLine => (22, 16), _ => (17, 12) };
        perStripCell = 1 + ((scan.Length - 1) / (StripCells * MostStrips));
        Width = Math.Max(Narrowest, Left + (Math.Min(PerLine, scan.Length) * cellWidth) + Right);
    }

    /// <summary>The residues from top to bottom: neighbours are alike in chemistry.</summary>
    public static string RowOrder { get; } = string.Concat(Groups.Select(it => it.Residues));

    private int Width { get; }

    private bool IsWhole => scan.Length <= MostWhole;

    public static Drawing Of(VariantScan scan, Numbering numbering, Caption? caption = null) =>
        new HeatMapLayout(scan, numbering, caption ?? new()).Draw();

    private Drawing Draw()
    {
        var span = scan.Length == 1 ? $"residue {Number(0)}" : $"residues {Number(0)} to {Number(scan.Length - 1)}";
        var title = $"{caption.Start}ffect of every substitution, {span}";
        foreach (var line in StrokeFont.Wrap(title, 22, Width - Left - 24)) Heading(line, 22, 26);
        y -= 18;
        if (caption.Provenance(scan.Scale) is { } provenance) Paragraph(provenance);
        y += 4;
        Paragraph($"{scan.Scale.Unit} ({scan.Scale.Method}): {scan.Scale.Meaning}.");
        y += 4;
        Paragraph(Extremes("Best tolerated", best, scan.BestFirst));
        Paragraph(Extremes("Worst tolerated", worst, scan.WorstFirst));
        if (scan.Sites is not null)
            Paragraph("Above the map, as the model predicts them: conservation (orange conserved, blue variable), H helix, E strand.");
        y += 14;
        Legend();
        y += 30;
        if (IsWhole)
        {
            for (var first = 0; first < scan.Length; first += PerLine) Block(first, Math.Min(PerLine, scan.Length - first));
        }
        else
        {
            Overview(HeatMapWindows.Of(scan));
        }

        // One grid for all lines, and before everything else: it is smaller so, and its gaps must not cross the letters.
        if (tracks.Count > 0) shapes.Insert(0, new Shape.Grid(Left, 0, cellWidth, TrackHeight, trackTops, tracks, 1));
        if (rows.Count > 0) shapes.Insert(0, new Shape.Grid(Left, 0, cellWidth, cellHeight, tops, rows, 1));
        return new(Width, y + 4, title, Description(), shapes);
    }

    private string Description() =>
        $"Heat map of {scan.Ranked.Count} substitutions of {scan.Length} residues; rows are the new residue, columns the position. "
        + $"Orange is below 0, blue above, a dot is the wild type. {scan.Scale.Unit}: {scan.Scale.Meaning}.";

    private void Overview(IReadOnlyList<HeatMapWindow> windows)
    {
        y += 20;
        Heading($"The whole protein: mean score of each {(perStripCell == 1 ? "position" : $"stretch of {perStripCell} positions")}", 16);
        y += 14;
        var (places, strips, perStrip) = (new List<int>(), new List<int[]>(), StripCells * perStripCell);
        for (var first = 0; first < scan.Length; first += perStrip)
        {
            var count = Math.Min(perStrip, scan.Length - first);
            y += 16;
            Ruler(first, count, (double)StripCell / perStripCell, perStrip / 10);
            y += 4;
            places.Add(y);
            var cells = Enumerable.Range(first, count).Chunk(perStripCell);
            strips.Add([.. cells.Select(it => colours.Level(it.Average(scan.MeanAt) ?? double.NaN))]);
            y += 16;
            foreach (var window in windows) Underline(window, first, count);
            y += 16;
        }

        shapes.Add(new Shape.Grid(Left, 0, StripCell, 16, places, strips, 0));
        if (windows.Count == 0)
            Paragraph("No part is shown enlarged: too many positions share the extremes for a choice among them to mean something.");
        foreach (var window in windows)
        {
            y += 26;
            Heading($"{window.Name}  {window.Reason(scan, numbering)}", 16);
            y += 4;
            Block(window.First, PerLine);
        }
    }

    private void Underline(HeatMapWindow window, int first, int count)
    {
        var (from, to) = (Math.Max(window.First, first) - first, Math.Min(window.First + PerLine, first + count) - first);
        if (from >= to) return;
        var (left, right) = (Left + (from * StripCell / perStripCell), Left + (to * StripCell / perStripCell));
        shapes.Add(new Shape.Bar(left, y + 2, right - left, 3, Tone.Accent));
        shapes.Add(new Shape.Label((left + right) / 2.0, y + 17, window.Name, 13, Tone.Accent, Align.Middle, Bold: true));
    }

    private void Block(int first, int count)
    {
        y += 22;
        Ruler(first, count, cellWidth, 10);
        y += 6;
        var size = Math.Min(TextSize, cellHeight - 1);
        y += 12;
        var places = Enumerable.Range(0, count).Select(it => (Left + (it * cellWidth) + ((cellWidth - 1) / 2.0), (double)y));
        shapes.Add(new Shape.Letters(scan.WildTypes.Substring(first, count), [.. places], size, Bold: true));
        y += 7;
        Track("mean", Enumerable.Range(first, count).Select(it => colours.Level(scan.MeanAt(it) ?? double.NaN)), count);
        if (scan.Sites is { } sites) Tracks(sites, first, count, size);

        var middles = new List<(double X, double Y)>();
        foreach (var (name, residues) in Groups)
        {
            var middle = y + (residues.Length * cellHeight / 2.0);
            shapes.Add(new Shape.Label(Left + (count * cellWidth) + 10, middle + 4, name, 13, Tone.Muted));
            foreach (var residue in residues)
            {
                middles.Add((Left - 16, y + (cellHeight / 2.0) + (size * 0.33)));
                tops.Add(y);
                var row = AminoAcids.RowOf(residue);
                rows.Add(Levels(row, first, count));
                foreach (var it in best.Concat(worst).Where(it => it.Row == row && it.Column >= first && it.Column < first + count))
                    shapes.Add(new Shape.Frame(Left + ((it.Column - first) * cellWidth) + 1, y + 1, cellWidth - 3, cellHeight - 3));
                y += cellHeight;
            }

            y += GroupGap;
        }

        shapes.Add(new Shape.Letters(RowOrder, middles, size));
        y += 8;
    }

    // The strip wears the map's colours: what is conserved tolerates little, as what scores low.
    private void Tracks(SiteFacts sites, int first, int count, double size)
    {
        var columns = Enumerable.Range(first, count).ToArray();
        if (sites.Conservation is { } conservation)
        {
            var shares = columns.Select(it => Math.Clamp(-conservation[it] / MostConserved, -1, 1));
            Track("conservation", shares.Select(it => (int)Math.Round(it * ColourScale.Steps)), count);
        }

        if (sites.Structure is not { } structure) return;
        y += 12;
        var states = columns.Where(it => structure[it] != SiteFacts.Coil).ToList();
        var places = states.Select(it => (Left + ((it - first) * cellWidth) + ((cellWidth - 1) / 2.0), (double)y));
        if (states.Count > 0) shapes.Add(new Shape.Letters(string.Concat(states.Select(it => structure[it])), [.. places], size - 2));
        shapes.Add(new Shape.Label(Left + (count * cellWidth) + 10, y, "structure", 12, Tone.Muted));
        y += 7;
    }

    private void Track(string name, IEnumerable<int> levels, int count)
    {
        trackTops.Add(y);
        tracks.Add([.. levels]);
        shapes.Add(new Shape.Label(Left + (count * cellWidth) + 10, y + TrackHeight, name, 12, Tone.Muted));
        y += TrackHeight + 4;
    }

    private int[] Levels(int row, int first, int count) => [.. Enumerable.Range(first, count).Select(column => Level(row, column))];

    private int Level(int row, int column) => scan.IsWildType(row, column) ? ColourScale.WildType : colours.Level(scan[row, column]);

    // The first number only where it does not run into the next one.
    private void Ruler(int first, int count, double cell, int every)
    {
        var toNext = every - (((numbering.Of(first) % every) + every) % every);
        for (var column = 0; column < count; column++)
        {
            var isTick = numbering.Of(first + column) % every == 0;
            if (!isTick && (column > 0 || (toNext * cell < RoomForNumber && toNext < count))) continue;
            var x = Left + (column * cell) + (cell / 2.0);
            shapes.Add(new Shape.Label(x, y - 4, Number(first + column), 12, Tone.Muted, Align.Middle));
            shapes.Add(new Shape.Bar((int)x, y - 1, 1, 4, Tone.Muted));
        }
    }

    private void Heading(string text, double size, int step = 0)
    {
        shapes.Add(new Shape.Label(Left, y, text, size, Tone.Ink, Bold: true));
        y += step;
    }

    private void Paragraph(string text)
    {
        foreach (var line in StrokeFont.Wrap(text, TextSize, Width - Left - 24))
        {
            y += 19;
            shapes.Add(new Shape.Label(Left, y, line, TextSize, Tone.Muted));
        }
    }

    private string Number(int column) => numbering.Of(column).ToString(CultureInfo.InvariantCulture).Replace('-', '−');
}
