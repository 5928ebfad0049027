using System.Globalization;
using System.Text;
using Amplify.Tools.Inputs;
using Amplify.Tools.Scans;

namespace Amplify.Pictures.Structures;

/// <summary>
/// Files that colour a structure in the viewers biologists use, without needing the structure: by a position's mean, by its best
/// substitution, or by what one residue would do there. Positions without a score are left as they are.
/// </summary>
public static class StructureColours
{
    private const string Mean = "amplify_mean";
    private const string Best = "amplify_best";

    /// <summary>ChimeraX's attributes: amplify_mean, amplify_best, and amplify_A to amplify_Y for a change to that residue.</summary>
    public static string Attributes(VariantScan scan, IReadOnlyList<StructureSite> sites)
    {
        var file = new StringBuilder($"# Amplify: {scan.Scale.Unit}; 0 = as the wild type, negative = worse\n");
        Add(Mean, column => MeanOf(scan, column));
        Add(Best, column => BestOf(scan, column));
        for (var row = 0; row < VariantScan.Rows; row++)
        {
            var letter = row;
            Add($"amplify_{ProteinSequence.Residues[row]}", column => scan.HasScore(letter, column) ? scan[letter, column] : null);
        }

        return file.ToString();

        void Add(string name, Func<int, double?> value)
        {
            file.Append(CultureInfo.InvariantCulture, $"attribute: {name}\nmatch mode: any\nrecipient: residues\n");
            foreach (var site in sites)
            {
                if (value(site.Column) is { } score)
                    file.Append(CultureInfo.InvariantCulture, $"\t/{site.Chain}:{site.Number}\t{score:0.###}\n");
            }
        }
    }

    /// <summary>ChimeraX's commands: opens the attributes beside it and colours by the mean.</summary>
    /// <param name="attributes">The file with the attributes, as it is named there.</param>
    public static string ChimeraX(VariantScan scan, IReadOnlyList<StructureSite> sites, string attributes)
    {
        var chains = string.Join(",", sites.Select(it => it.Chain).Distinct());
        var (low, high) = Range(scan);
        return string.Create(CultureInfo.InvariantCulture, $"""
            # Open your structure first, then this file. Other attributes: {Best}, and amplify_P for every position changed to proline.
            open "{attributes}"
            color /{chains} lightgray
            color byattribute r:{Mean} /{chains} palette {Palette(high, ":")} range {low},{high} noValueColor lightgray

            """).ReplaceLineEndings("\n");
    }

    /// <summary>A PyMOL script: puts the means where B-factors are, and colours by them.</summary>
    public static string PyMol(VariantScan scan, IReadOnlyList<StructureSite> sites)
    {
        var (low, high) = Range(scan);
        var file = new StringBuilder(
            $"# Amplify: mean {scan.Scale.Unit} of each position; 0 = as the wild type, negative = worse.\n"
            + "# Load your structure first, then run this file. For another value set by = \"best\" or a residue's letter.\npython\n"
            + "by = \"mean\"\n");
        file.Append("scores = {\n");
        Add("mean", column => MeanOf(scan, column));
        Add("best", column => BestOf(scan, column));
        for (var row = 0; row < VariantScan.Rows; row++)
        {
            var letter = row;
            Add(ProteinSequence.Residues[row].ToString(), column => scan.HasScore(letter, column) ? scan[letter, column] : null);
        }

        var chains = string.Join(" or ", sites.Select(it => it.Chain).Distinct().Select(it => $"chain \"{it}\""));
        file.Append(string.Create(CultureInfo.InvariantCulture, $$"""
            }
            where = [{{string.Join(", ", sites.Select(it => $"(\"{it.Chain}\", \"{it.Number}\")"))}}]
            found = {site: score for site, score in zip(where, scores[by]) if score is not None}
            cmd.alter('{{chains}}', "b = found.get((chain, resi), 0.0)", space={"found": found})
            cmd.color("grey80", '{{chains}}')
            named = ['(chain "%s" and resi %s)' % (chain, number.replace("-", "\\-")) for chain, number in found]
            cmd.select("amplify", " or ".join(named) or "none")
            shades = "{{Palette(high, " ").Replace("#", "0x", StringComparison.Ordinal)}}"
            cmd.spectrum("b", shades, "amplify", minimum={{low}}, maximum={{high}})
            cmd.deselect()
            python end

            """).ReplaceLineEndings("\n"));
        return file.ToString();

        void Add(string name, Func<int, double?> value)
        {
            var numbers = sites.Select(it => value(it.Column)?.ToString("0.###", CultureInfo.InvariantCulture) ?? "None");
            file.Append(CultureInfo.InvariantCulture, $"    \"{name}\": [{string.Join(", ", numbers)}],\n");
        }
    }

    public static double? MeanOf(VariantScan scan, int column) => scan.MeanAt(column);

    private static double? BestOf(VariantScan scan, int column) =>
        scan.VariantsAt(column).Select(it => (double?)it.Score).Max();

    private static (double Low, double High) Range(VariantScan scan)
    {
        var limit = ColourScale.Of(scan).Limit;
        return (-limit, scan.Ranked.Count > 0 && scan.Ranked[^1] <= 0 ? 0 : limit);
    }

    // The map's own colours; half of them where nothing is above 0.
    private static string Palette(double high, string separator)
    {
        var steps = Enumerable.Range(-4, high > 0 ? 9 : 5).Select(it => ColourScale.Colour(it * ColourScale.Steps / 4).Hex);
        return string.Join(separator, steps);
    }
}
