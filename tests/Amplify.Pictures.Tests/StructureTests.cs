using System.Globalization;
using System.Text;
using Amplify.Pictures.Structures;
using Amplify.Testing;
using Amplify.Tools.Scans;

namespace Amplify.Pictures.Tests;

/// <summary>Structures as they come: gaps, insertion codes, alternate places, several models, an author's own numbers.</summary>
public sealed class StructureTests : IDisposable
{
    private const string InsulinB = ScanExamples.InsulinB;

    private static readonly string[] Three =
        ["Ala", "Cys", "Asp", "Glu", "Phe", "Gly", "His", "Ile", "Lys", "Leu", "Met", "Asn", "Pro", "Gln", "Arg", "Ser", "Thr", "Val",
            "Trp", "Tyr"];

    private readonly TemporaryDirectory files = new();

    public void Dispose() => files.Dispose();

    [Fact]
    public async Task A_PDB_file_is_found_chain_by_chain_and_only_its_B_factors_change()
    {
        var (scan, text) = (await ScanExamples.TableAsync(InsulinB), Awkward());

        var structure = ScoredStructure.Of(text, scan);
        var copy = structure.WithScores(scan);

        Assert.Equal(".pdb", structure.Extension);
        Assert.Equal(["B", "D"], structure.Sites.Select(it => it.Chain).Distinct());
        Assert.Equal(text.Length, copy.Length);
        var (before, after) = (text.Split('\n'), copy.Split('\n'));
        for (var line = 0; line < before.Length; line++)
        {
            if (!before[line].StartsWith("ATOM", StringComparison.Ordinal) && !before[line].StartsWith("HETATM", StringComparison.Ordinal))
            {
                Assert.Equal(before[line], after[line]);
                continue;
            }

            Assert.Equal(before[line].Remove(60, 6), after[line].Remove(60, 6));
            var (chain, number) = (before[line][21].ToString(), before[line][22..27].Trim());
            var site = structure.Sites.SingleOrDefault(it => it.Chain == chain && it.Number == number);
            var expected = site is null ? 0 : scan.MeanAt(site.Column)!.Value;
            Assert.Equal(expected, double.Parse(after[line][60..66], CultureInfo.InvariantCulture), 0.0051);
        }
    }

    [Fact]
    public async Task Insertion_codes_gaps_tags_and_modified_residues_keep_their_places()
    {
        var structure = ScoredStructure.Of(Awkward(), await ScanExamples.TableAsync(InsulinB));

        var chain = structure.Sites.Where(it => it.Chain == "B").ToDictionary(it => it.Number, it => it.Column);
        Assert.Equal(0, chain["-2"]); // the first residue seen, after a tag of two
        Assert.Equal(4, chain["52"]);
        Assert.Equal(5, chain["52A"]);
        Assert.Equal(6, chain["52B"]);
        Assert.Equal(19, chain["70"]); // behind a loop of twelve that nobody saw
        Assert.Equal(29, chain["80"]);
        Assert.DoesNotContain("-4", chain.Keys);
        Assert.Equal(18, chain.Count);
        Assert.Contains("Chain B: residues -2 to 80 are positions 1 to 30; 18 of 30 positions are seen.", structure.Told);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_mmCIF_file_is_read_by_its_authors_chains_and_numbers(bool isWrapped)
    {
        var (scan, text) = (await ScanExamples.TableAsync(InsulinB), Cif(isWrapped));

        var structure = ScoredStructure.Of(text, scan);
        var copy = structure.WithScores(scan);

        Assert.Equal(".cif", structure.Extension);
        Assert.Equal(["B chain"], structure.Sites.Select(it => it.Chain).Distinct());
        Assert.Equal(Enumerable.Range(101, 30).Select(it => $"{it}"), structure.Sites.Select(it => it.Number));
        Assert.Equal(Enumerable.Range(0, 30), structure.Sites.Select(it => it.Column));
        Assert.Contains("_cell.length_a 10.0", copy, StringComparison.Ordinal);
        Assert.Contains("'a text; with _atom_site.id in it'", copy, StringComparison.Ordinal);
        Assert.Equal(text.Split(' ').Length, copy.Split(' ').Length);
    }

    [Fact]
    public async Task Biopython_reads_ours_back()
    {
        var python = Needs.PythonWith("Bio");
        var scan = await ScanExamples.TableAsync(InsulinB);
        foreach (var (name, text, kind) in new[] { ("a.pdb", Awkward(), "PDBParser"), ("a.cif", Cif(isWrapped: false), "MMCIFParser") })
        {
            var structure = ScoredStructure.Of(text, scan);
            var file = files.File(name);
            await File.WriteAllTextAsync(file, structure.WithScores(scan), Encoding.Latin1, TestContext.Current.CancellationToken);
            var script = $"""
                import sys
                from Bio.PDB import {kind}
                for model in {kind}(QUIET=True).get_structure("x", sys.argv[1]):
                    for chain in model:
                        for residue in chain:
                            for atom in residue.get_unpacked_list():
                                print(chain.id.replace(" ", "_"), str(residue.id[1]) + residue.id[2].strip(), atom.get_bfactor())
                """;

            var run = await ProgramRun.Of(python, ["-c", script, file]);

            Assert.True(run.ExitCode == 0, run.Error);
            var read = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(it => it.Split(' ')).ToList();
            Assert.Equal(text.Split('\n').Count(it => it.StartsWith("ATOM", StringComparison.Ordinal)
                || it.StartsWith("HETATM", StringComparison.Ordinal)), read.Count);
            foreach (var site in structure.Sites)
            {
                var atoms = read.Where(it => it[0] == site.Chain.Replace(' ', '_') && it[1] == site.Number).ToList();
                Assert.NotEmpty(atoms);
                var mean = scan.MeanAt(site.Column)!.Value;
                Assert.All(atoms, it => Assert.Equal(mean, double.Parse(it[2], CultureInfo.InvariantCulture), 0.0051));
            }
        }
    }

    [Theory]
    [InlineData("HEADER    NOTHING\nEND\n", "holds no atoms")]
    [InlineData("data_x\nloop_\n_atom_site.id\n_atom_site.auth_asym_id\n1 A\n", "lacks a chain, a number, a residue or a B-factor")]
    [InlineData("loop_\n_atom_site.auth_seq_id\n_atom_site.auth_asym_id\n_atom_site.label_comp_id\n_atom_site.B_iso_or_equiv\n1 A GLY\n",
        "a row is cut")]
    [InlineData("ATOM      1  CA  GLY A   1\n", "too few for a B-factor")]
    public async Task What_is_no_structure_is_refused_with_its_reason(string text, string reason)
    {
        var scan = await ScanExamples.TableAsync(InsulinB);

        var problem = Assert.Throws<StructureException>(() => ScoredStructure.Of(text, scan));

        Assert.Contains(reason, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_protein_is_refused()
    {
        var scan = await ScanExamples.TableAsync("MKTAYIAKQRQISFVKSHFSRQLEERLGLIEVQ");

        var problem = Assert.Throws<StructureException>(() => ScoredStructure.Of(Awkward(), scan));

        Assert.Contains("No chain of it is this protein (chain A: ", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Viewers_get_every_position_by_mean_best_and_each_residue()
    {
        var scan = await ScanExamples.TableAsync(InsulinB);
        var sites = StructureSite.Numbered(scan, "C", 24);

        var (attributes, script) = (StructureColours.Attributes(scan, sites), StructureColours.PyMol(scan, sites));
        var commands = StructureColours.ChimeraX(scan, sites, "x.defattr");

        Assert.Equal(22, attributes.Split('\n').Count(it => it.StartsWith("attribute: amplify_", StringComparison.Ordinal)));
        var first = string.Create(CultureInfo.InvariantCulture, $"\t/C:25\t{scan.MeanAt(0):0.###}\n");
        Assert.Contains(first, attributes, StringComparison.Ordinal);
        Assert.Equal((2 * 30) + (19 * 30), attributes.Split('\n').Count(it => it.StartsWith("\t/C:", StringComparison.Ordinal)));
        Assert.Contains("open \"x.defattr\"", commands, StringComparison.Ordinal);
        Assert.Matches("color byattribute r:amplify_mean /C palette #9a4409(:#[0-9a-f]{6}){4} range -[0-9.]+,0 ", commands);
        Assert.Contains("(\"C\", \"54\")]", script, StringComparison.Ordinal);
        Assert.DoesNotContain('\r', attributes + commands + script);
    }

    // A tag, an insertion code, a loop that is missing, selenomethionine's kind of residue, alternate places, two models, water, DNA.
    private static string Awkward()
    {
        var text = new StringBuilder("HEADER    HORMONE\nREMARK   1 by hand\n");
        for (var model = 1; model <= 2; model++)
        {
            text.Append(CultureInfo.InvariantCulture, $"MODEL     {model,4}\n");
            Chain(text, "A", Enumerable.Range(1, 21).Zip("GIVEQCCTSICSLYQLENYCN", (number, letter) => ($"{number} ", letter)));
            Chain(text, "B", BChain());
            Chain(text, "D", Enumerable.Range(1, 30).Zip(InsulinB, (number, letter) => ($"{number} ", letter)));
            text.Append("HETATM 9001  O   HOH B 301       1.000   2.000   3.000  1.00 33.33           O\n");
            text.Append("ATOM   9002  P    DA E   1       1.000   2.000   3.000  1.00 44.44           P\n");
            text.Append("ENDMDL\n");
        }

        return text.Append("END\n").ToString();
    }

    private static IEnumerable<(string Number, char Letter)> BChain()
    {
        string[] numbers =
            ["-4 ", "-3 ", "-2 ", "-1 ", "50 ", "51 ", "52 ", "52A", "52B", "70 ", "71 ", "72 ", "73 ", "74 ",
                "75 ", "76 ", "77 ", "78 ", "79 ", "80 "];
        return numbers.Zip("WP" + InsulinB[..7] + InsulinB[19..]);
    }

    private static void Chain(StringBuilder text, string chain, IEnumerable<(string Number, char Letter)> residues)
    {
        foreach (var (number, letter) in residues)
        {
            var name = Three[Amplify.Tools.Inputs.AminoAcids.RowOf(letter)].ToUpperInvariant();
            var record = number == "80 " ? "HETATM" : "ATOM  ";
            foreach (var (atom, place) in number == "51 " ? new[] { ("CA", "A"), ("CA", "B") } : [("CA", " ")])
            {
                text.Append(CultureInfo.InvariantCulture,
                    $"{record}    1  {atom} {place}{(number == "80 " ? "TPO" : name)} {chain}{number,5}   ");
                text.Append("   1.000   2.000   3.000  0.50 99.99           C\n");
            }
        }

        text.Append("TER\n");
    }

    private static string Cif(bool isWrapped)
    {
        var text = new StringBuilder("""
            data_TEST
            _cell.length_a 10.0
            _struct.title
            ;A title
            with _atom_site.id in it
            ;
            _struct.other 'a text; with _atom_site.id in it'
            loop_
            _atom_site.group_PDB
            _atom_site.id
            _atom_site.type_symbol
            _atom_site.label_atom_id
            _atom_site.label_alt_id
            _atom_site.label_comp_id
            _atom_site.label_asym_id
            _atom_site.label_entity_id
            _atom_site.label_seq_id
            _atom_site.pdbx_PDB_ins_code
            _atom_site.Cartn_x
            _atom_site.Cartn_y
            _atom_site.Cartn_z
            _atom_site.occupancy
            _atom_site.B_iso_or_equiv
            _atom_site.auth_seq_id
            _atom_site.auth_asym_id
            _atom_site.pdbx_PDB_model_num

            """.ReplaceLineEndings("\n"));
        for (var it = 0; it < InsulinB.Length; it++)
        {
            var name = Three[Amplify.Tools.Inputs.AminoAcids.RowOf(InsulinB[it])].ToUpperInvariant();
            var cut = isWrapped ? '\n' : ' ';
            text.Append(CultureInfo.InvariantCulture,
                $"ATOM {it + 1} C \"CA\" . {name} X 1 {it + 1} ? 1.0 2.0 3.0{cut}1.0 99.99 {it + 101} 'B chain' 1\n");
        }

        return text.Append("#\nloop_\n_other.a\n1\n").ToString();
    }
}
