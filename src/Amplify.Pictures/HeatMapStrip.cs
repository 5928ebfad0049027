using Amplify.Tools.Scans;

namespace Amplify.Pictures;

/// <summary>A scan at a glance: the mean score along the sequence, one row of shades, a few hundred bytes.</summary>
public static class HeatMapStrip
{
    private const int Widest = 160;

    public static byte[] Draw(VariantScan scan)
    {
        var width = Math.Min(Widest, scan.Length);
        var all = Enumerable.Range(0, scan.Length).Select(it => (float?)scan.MeanAt(it)).OfType<float>().Order();
        var (canvas, colours) = (new IndexedCanvas(width, 1, Paint.Paper), ColourScale.Of([.. all]));
        for (var x = 0; x < width; x++)
        {
            var means = Enumerable.Range(x * scan.Length / width, Math.Max(1, ((x + 1) * scan.Length / width) - (x * scan.Length / width)))
                .Select(scan.MeanAt).OfType<double>().ToList();
            canvas.Fill(x, 0, 1, 1, ColourScale.Colour(colours.Level(means.Count == 0 ? double.NaN : means.Average())));
        }

        return PngFile.Write(canvas);
    }
}
