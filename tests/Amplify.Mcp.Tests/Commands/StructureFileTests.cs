using System.Globalization;
using Amplify.Testing;

namespace Amplify.Mcp.Tests.Commands;

public sealed class StructureFileTests : IDisposable
{
    private const string Peptide = "GIVEQCCTSICSLYQ";
    private static readonly string[] Residues =
        ["GLY", "ILE", "VAL", "GLU", "GLN", "CYS", "CYS", "THR", "SER", "ILE", "CYS", "SER", "LEU", "TYR", "GLN"];

    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task A_structure_of_the_protein_comes_back_with_scores_and_files_that_colour_it()
    {
        var run = await PredictAsync(Peptide, "--structure", Structure());

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("Chain Q: residues 101 to 115 are positions 1 to 15; 15 of 15 positions are seen.", run.Error,
            StringComparison.Ordinal);
        var files = Directory.GetFiles(directory.File("out")).ToDictionary(it => it[it.IndexOf('.', it.LastIndexOf('/'))..]);
        Assert.Equal(
            new[] { ".csv", ".cxc", ".defattr", ".html", ".pml", ".png", ".structure.pdb", ".svg" },
            files.Keys.Order(StringComparer.Ordinal));
        var factors = File.ReadLines(files[".structure.pdb"]).Select(it => double.Parse(it[60..66], CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(15, factors.Count);
        Assert.All(factors, it => Assert.InRange(it, -1, 0));
        Assert.Contains("/Q:101\t", File.ReadAllText(files[".defattr"]), StringComparison.Ordinal);
        Assert.Contains(Path.GetFileName(files[".defattr"]), File.ReadAllText(files[".cxc"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_structure_a_chain_is_numbered_as_the_sequence_is()
    {
        var run = await PredictAsync(Peptide, "--chain", "C", "--numbering-offset", "24");

        Assert.Equal(0, run.ExitCode);
        var attributes = Directory.GetFiles(directory.File("out"), "*.defattr").Single();
        Assert.Contains("/C:25\t", File.ReadAllText(attributes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("MKTAYIAKQRQISFVKSH", "No chain of it is this protein (chain Q: ")]
    [InlineData(Peptide, "Chain A of x.pdb is not this protein.", "--chain", "A")]
    public async Task A_structure_of_another_protein_is_refused_and_the_prediction_kept(
        string sequence, string reason, params string[] more)
    {
        var run = await PredictAsync(sequence, ["--structure", Structure(), .. more]);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(reason, run.Error, StringComparison.Ordinal);
        Assert.NotEmpty(Directory.GetFiles(directory.File("out"), "*.html"));
    }

    private Task<ProgramRun> PredictAsync(string sequence, params string[] more) =>
        AmplifyProgram.RunAsync(directory, ["predict", sequence, "--out", directory.File("out"), .. more]);

    private string Structure()
    {
        var path = directory.File("x.pdb");
        File.WriteAllLines(path, Residues.Select((it, index) =>
            $"ATOM  {index + 1,5}  CA  {it} Q{index + 101,4}       1.000   2.000   3.000  1.00 99.99           C"));
        return path;
    }
}
