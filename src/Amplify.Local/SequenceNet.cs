using System.Text.Json;
using Amplify.Tools.Inputs;
using Amplify.Tools.Scans;

namespace Amplify.Local;

/// <summary>
/// sequence-net-1, as docs/sequence-net.md defines it: a small convolutional net predicts conservation and secondary structure from 34 residues each way,
/// a table adds what the exchange itself costs. In float64, which its references keep to nine digits.
/// </summary>
internal sealed class SequenceNet
{
    private readonly Convolution[] layers;
    private readonly double[][] table;
    private readonly double[] unknown, knots, confidences;
    private readonly double constant, siteWeight;

    private SequenceNet(JsonElement model)
    {
        layers = [.. model.GetProperty("nets")[0].EnumerateArray().Select(it => new Convolution(it))];
        table = [.. model.GetProperty("table").EnumerateArray().Select(Numbers)];
        unknown = Numbers(model.GetProperty("table_unknown"));
        constant = model.GetProperty("constant").GetDouble();
        siteWeight = model.GetProperty("site_weights").GetProperty("c").GetDouble();
        var ramp = model.GetProperty("confidence_knots");
        (knots, confidences) = (Numbers(ramp.GetProperty("score")), Numbers(ramp.GetProperty("confidence")));
    }

    public static SequenceNet Load()
    {
        using var stream = typeof(SequenceNet).Assembly.GetManifestResourceStream("Amplify.Local.sequence-net-1.json")!;
        using var model = JsonDocument.Parse(stream);
        return new(model.RootElement);
    }

    /// <summary>Each chain alone: no residue sees over a chain's end. The columns of all follow each other.</summary>
    public NetScan Score(IReadOnlyList<string> chains)
    {
        var scan = new NetScan(chains.Sum(it => it.Length));
        var first = 0;
        foreach (var chain in chains)
        {
            Score(chain, first, scan);
            first += chain.Length;
        }

        return scan;
    }

    private void Score(string chain, int first, NetScan scan)
    {
        var output = Run(chain);
        for (var i = 0; i < chain.Length; i++)
        {
            var column = first + i;
            scan.Conservation[column] = output[0][i];
            Softmax(output, i, scan, column);
            var (wildType, site) = (AminoAcids.RowOf(chain[i]), constant + (siteWeight * output[0][i]));
            for (var row = 0; row < VariantScan.Rows; row++)
            {
                if (row == wildType) continue;
                var score = (wildType < 0 ? unknown : table[wildType])[row] + site;
                scan.Scores[(row * scan.Length) + column] = score;
                scan.Confidences[(row * scan.Length) + column] = Interpolate(score);
            }
        }
    }

    // Four rows: conservation; helix, strand and coil before the softmax.
    private Signal Run(string chain)
    {
        var signal = new Signal(VariantScan.Rows + 1, chain.Length);
        for (var i = 0; i < chain.Length; i++)
        {
            if (AminoAcids.RowOf(chain[i]) is >= 0 and var row) signal[row][i] = 1;
            signal[VariantScan.Rows][i] = 1;
        }

        signal = layers[0].Apply(signal);
        signal.Rectify(null);
        foreach (var layer in layers.AsSpan(1..^1))
        {
            var next = layer.Apply(signal);
            next.Rectify(signal);
            signal = next;
        }

        return layers[^1].Apply(signal);
    }

    private static void Softmax(Signal output, int i, NetScan scan, int column)
    {
        var (helix, strand, coil) = (output[1][i], output[2][i], output[3][i]);
        var most = Math.Max(helix, Math.Max(strand, coil));
        (helix, strand, coil) = (Math.Exp(helix - most), Math.Exp(strand - most), Math.Exp(coil - most));
        var sum = helix + strand + coil;
        (scan.Helix[column], scan.Strand[column], scan.Coil[column]) = (helix / sum, strand / sum, coil / sum);
    }

    private double Interpolate(double score)
    {
        if (score <= knots[0]) return confidences[0];
        for (var knot = 1; knot < knots.Length; knot++)
        {
            if (score > knots[knot]) continue;
            var share = (score - knots[knot - 1]) / (knots[knot] - knots[knot - 1]);
            return confidences[knot - 1] + (share * (confidences[knot] - confidences[knot - 1]));
        }

        return confidences[^1];
    }

    private static double[] Numbers(JsonElement list) => [.. list.EnumerateArray().Select(it => it.GetDouble())];
}

/// <summary>What the net says of a sequence: 20 rows of scores and confidences, and facts about each site.</summary>
internal sealed class NetScan(int length)
{
    public int Length => length;

    public double[] Scores { get; } = new double[VariantScan.Rows * length];

    public double[] Confidences { get; } = new double[VariantScan.Rows * length];

    /// <summary>Standardised: (ConSurf grade - 5) / 2.6, larger is more conserved.</summary>
    public double[] Conservation { get; } = new double[length];

    public double[] Helix { get; } = new double[length];

    public double[] Strand { get; } = new double[length];

    public double[] Coil { get; } = new double[length];
}
