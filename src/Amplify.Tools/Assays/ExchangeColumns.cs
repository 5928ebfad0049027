using Amplify.Tools.Inputs;
using Amplify.Tools.Scans;

namespace Amplify.Tools.Assays;

/// <summary>
/// What a calibration knows of a substitution besides its site: the score, the mean score of the site, side chains and their classes.
/// Scaled over the whole scan, and weighted by how far each may be trusted: the score most.
/// </summary>
internal sealed class ExchangeColumns
{
    private const double ScoreWeight = 3;
    private const double SiteMeanWeight = 1;
    private const double TraitWeight = 0.25;
    private const double ClassWeight = 0.4;

    private readonly VariantScan scan;
    private readonly double[] means;
    private readonly (double Mean, double Spread) scores;
    private readonly (double Mean, double Spread) sites;
    private readonly (double Mean, double Spread)[] traits;

    public ExchangeColumns(VariantScan scan)
    {
        this.scan = scan;
        means = [.. Enumerable.Range(0, scan.Length).Select(it => scan.MeanAt(it) ?? 0)];
        var all = scan.Variants().Where(it => scan.WildTypes[it.Column] != '?').ToList();
        scores = Scale(all.Select(it => (double)it.Score));
        sites = Scale(means);
        var exchanges = all.Select(TraitsOf).ToList();
        traits = exchanges.Count == 0 ? []
            : [.. Enumerable.Range(0, exchanges[0].Length).Select(trait => Scale(exchanges.Select(it => it[trait])))];
    }

    public double[] Of(Variant variant)
    {
        var (from, to) = (WildType(variant), variant.Row);
        var classes = new double[2 * ResidueTraits.ClassCount];
        classes[ResidueTraits.ClassOf(to)] = ClassWeight;
        classes[ResidueTraits.ClassCount + ResidueTraits.ClassOf(from)] = ClassWeight;
        return
        [
            ScoreWeight * Scaled(variant.Score, scores), SiteMeanWeight * Scaled(means[variant.Column], sites),
            .. TraitsOf(variant).Select((value, trait) => TraitWeight * Scaled(value, traits[trait])), .. classes,
        ];
    }

    private double[] TraitsOf(Variant it) => ResidueTraits.OfExchange(WildType(it), it.Row);

    private int WildType(Variant it) => AminoAcids.RowOf(scan.WildTypes[it.Column]);

    private static double Scaled(double value, (double Mean, double Spread) scale) =>
        scale.Spread == 0 ? 0 : (value - scale.Mean) / scale.Spread;

    private static (double, double) Scale(IEnumerable<double> values)
    {
        var list = values.ToList();
        if (list.Count == 0) return (0, 0);
        var mean = list.Average();
        return (mean, Math.Sqrt(list.Average(it => (it - mean) * (it - mean))));
    }
}
