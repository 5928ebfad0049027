using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Amplify.Tools.Libraries;

/// <summary>How often a host uses each codon, as a share of the residue's codons.</summary>
public sealed partial class CodonUsage
{
    // Per thousand codons, in the order TCAG as such tables are printed; Kazusa's compilation of GenBank's coding sequences.
    private const string Ecoli = """
        22.4 8.5 16.3 5.2   16.6 8.6 12.3 6.5   13.9 7.2 2.0 0.9   13.7 8.9 0.2 15.3   11.0 7.0 12.9 21.0   11.0 5.5 9.7 22.0
        3.9 8.5 15.4 3.6   52.7 23.3 28.8 5.4   30.4 9.0 17.6 8.7   25.0 23.4 21.7 16.0   4.3 7.1 33.6 2.1   27.8 14.4 10.2 1.2
        18.4 15.4 32.2 24.9   15.2 25.5 19.1 29.4   10.9 20.3 39.6 7.9   26.2 33.6 17.8 11.0
        """;

    private const string Human = """
        17.6 15.2 12.2 10.6   20.3 17.7 15.3 12.6   7.7 12.2 1.0 1.6   12.9 4.4 0.8 13.2   13.2 17.5 10.9 4.5   19.6 19.8 15.1 10.4
        7.2 16.9 12.3 6.2   39.6 6.9 34.2 11.4   16.0 13.1 17.0 12.1   20.8 18.9 19.1 19.5   7.5 15.1 24.4 12.2   22.0 6.1 31.9 12.0
        11.0 18.4 21.8 10.8   14.5 27.7 25.1 22.2   7.1 15.8 29.0 16.5   28.1 7.4 39.6 16.5
        """;

    private const string Yeast = """
        26.1 23.5 18.8 8.1   18.4 14.2 14.8 4.8   26.2 18.7 1.1 0.7   27.2 8.6 0.5 10.4   12.3 13.5 13.6 6.4   5.4 6.8 7.8 2.6
        13.4 18.3 27.3 3.0   10.5 5.3 12.1 1.7   30.1 20.3 35.7 14.2   17.2 12.7 24.8 9.8   17.8 17.8 41.9 21.3   20.9 8.0 30.8 9.2
        22.1 21.2 37.6 23.9   11.8 12.6 20.2 9.8   11.8 16.2 45.6 10.9   10.8 6.2 19.2 6.0
        """;

    private readonly double[] shares;

    private CodonUsage(string name, double[] counts)
    {
        Name = name;
        var totals = Enumerable.Range(0, GeneticCode.Codons).ToLookup(GeneticCode.Translate)
            .ToDictionary(it => it.Key, it => it.Sum(codon => counts[codon]));
        shares = [.. counts.Select((it, codon) => it / Math.Max(totals[GeneticCode.Translate(codon)], double.Epsilon))];
    }

    public static IReadOnlyList<string> Names { get; } = ["ecoli", "human", "yeast"];

    public static CodonUsage Default { get; } = Of("ecoli")!;

    public string Name { get; }

    /// <summary>The share of a residue's codons that are this one.</summary>
    public double ShareOf(int codon) => shares[codon];

    /// <summary>The rarest of them.</summary>
    public double RarestOf(DegenerateCodon codon) => codon.Codons.Min(ShareOf);

    public static CodonUsage? Of(string name) => name switch
    {
        "ecoli" => new(name, Printed(Ecoli)),
        "human" => new(name, Printed(Human)),
        "yeast" => new(name, Printed(Yeast)),
        _ => null,
    };

    /// <summary>A table as Kazusa prints it, or a codon and a number a line.</summary>
    public static bool TryRead(string text, string name, [NotNullWhen(true)] out CodonUsage? usage,
        [NotNullWhen(false)] out string? problem)
    {
        var counts = new double[GeneticCode.Codons];
        Array.Fill(counts, double.NaN);
        foreach (Match entry in Entry.Matches(text))
        {
            var codon = GeneticCode.Read(entry.Groups["codon"].Value.ToUpperInvariant().Replace('U', 'T'));
            counts[codon] = double.Parse(entry.Groups["count"].Value, CultureInfo.InvariantCulture);
        }

        var missing = Enumerable.Range(0, GeneticCode.Codons)
            .Where(it => double.IsNaN(counts[it]) && GeneticCode.Translate(it) != GeneticCode.Stop).Select(GeneticCode.Name).ToList();
        problem = missing.Count == 0 ? null
            : $"The codon table lacks {string.Join(", ", missing.Take(5))}{(missing.Count > 5 ? $" and {missing.Count - 5} more" : "")}. "
                + "Write a codon and its frequency a line: CTG 52.7.";
        usage = problem is null ? new(name, [.. counts.Select(it => double.IsNaN(it) ? 0 : it)]) : null;
        return usage is not null;
    }

    private static double[] Printed(string table)
    {
        const string order = "TCAG";
        var (counts, numbers) = (new double[GeneticCode.Codons], table.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        for (var at = 0; at < numbers.Length; at++)
        {
            // a line of four has the second base running, then comes the third base, then the first
            var codon = GeneticCode.Read([order[at / 16], order[at % 4], order[at / 4 % 4]]);
            counts[codon] = double.Parse(numbers[at], CultureInfo.InvariantCulture);
        }

        return counts;
    }

    [GeneratedRegex(@"(?<![A-Za-z])(?<codon>[ACGTUacgtu]{3})(?![A-Za-z])[\s,;:=]+(?:[A-Z*][\s,;]+)?(?<count>[0-9]+(?:\.[0-9]+)?)")]
    private static partial Regex Entry { get; }
}
