using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Amplify.Testing;

namespace Amplify.Mcp.Tests.Commands;

public sealed partial class OrderCommandTests : IDisposable
{
    private const string InsulinB = "FVNQHLCGSHLVEALYLVCGERGFFYTPKT";
    private const string Cds = "TTTGTGAACCAGCATCTGTGCGGCAGCCATCTGGTGGAAGCGCTGTATCTGGTGTGCGGCGAACGCGGCTTTTTTTATACCCCGAAAACC";
    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Theory]
    [InlineData("mutant,DMS_score\n", "{0},")]
    [InlineData("# made up\naccession\thgvs_nt\thgvs_pro\tscore\n", "urn:x\tNA\tp.{0}\t")]
    public async Task An_assay_is_compared_drawn_and_taught_to_the_rest(string heading, string row)
    {
        var id = await PredictAsync();
        var csv = await File.ReadAllLinesAsync(directory.File($"out/{id}.csv"), TestContext.Current.CancellationToken);
        var measured = csv.Skip(1).Select(it => it.Split(',')).Where((_, at) => at % 5 == 0)
            .Select(it => (Mutation: it[0], Value: double.Parse(it[1], CultureInfo.InvariantCulture)
                + (int.Parse(it[0][1..^1], CultureInfo.InvariantCulture) % 4)));
        await File.WriteAllTextAsync(directory.File("assay.csv"),
            heading + string.Concat(measured
                .Select(it => $"{row.Replace("{0}", it.Mutation, StringComparison.Ordinal)}{it.Value}\r\n")),
            TestContext.Current.CancellationToken);

        var run = await RunAsync("compare", id, "assay.csv", "--out", "out");
        var json = JsonElement.Parse((await RunAsync("compare", id, "assay.csv", "--json")).Output);

        Assert.Equal(0, run.ExitCode);
        Assert.Matches(@"114 measured substitutions at 30 sites, higher is better\nSpearman 0\.\d+, 95 % ", run.Output);
        Assert.Contains("Calibrated ranking: held-back measurements", run.Output, StringComparison.Ordinal);
        var files = Directory.GetFiles(directory.File("out"), $"{id}-*").Select(Path.GetFileName).Order(StringComparer.Ordinal);
        Assert.Equal([$"{id}-calibrated.csv", $"{id}-compared.csv", $"{id}-compared.png", $"{id}-compared.svg"], files);
        var ranking = await File.ReadAllLinesAsync(directory.File($"out/{id}-calibrated.csv"), TestContext.Current.CancellationToken);
        Assert.Equal(1 + 570 - 114, ranking.Length);
        Assert.Equal(3, int.Parse(ranking[1].Split(',')[0][1..^1], CultureInfo.InvariantCulture) % 4); // what the made-up assay likes
        Assert.True(json.GetProperty("calibrated").GetProperty("offered").GetBoolean());
    }

    [Fact]
    public async Task Files_are_called_by_their_protein_and_another_numbering_leaves_them_be()
    {
        await AmplifyProgram.RunAsync(directory, ["predict", "-", "--out", "out"], $">sp|P01308|INS_HUMAN\n{InsulinB}\n");
        await File.WriteAllTextAsync(directory.File("assay.csv"), "mutant,score\nF25A,1\nV26A,2\n", TestContext.Current.CancellationToken);
        var id = Path.GetFileNameWithoutExtension(Directory.GetFiles(directory.File("store/async-inference-output"), "*.out").Single());

        await RunAsync("library", id, "--positions", "9", "--out", "order");
        await RunAsync("library", id, "--positions", "33", "--numbering-offset", "24", "--out", "order");
        await RunAsync("compare", id, "assay.csv", "--numbering-offset", "24", "--out", "order");

        var name = $"sp_P01308_INS_HUMAN-{id[^8..]}";
        var files = Directory.GetFiles(directory.File("order"), "*.csv").Select(Path.GetFileName).Order(StringComparer.Ordinal);
        Assert.Equal([$"{name}+24-compared.csv", $"{name}+24-library.csv", $"{name}-library.csv"], files);
    }

    [Theory]
    [InlineData("what,how\nF1A,1\n", "The columns are what, how. Name two of them: --mutations COLUMN --values COLUMN.")]
    [InlineData("mutant,score\nW1A,1\n", "None of 1 rows is a measured substitution of this protein. W1A: position 1 is F, not W")]
    [InlineData("", "The file is empty.")]
    public async Task A_table_that_cannot_be_used_is_named_and_ends_with_2(string content, string says)
    {
        var id = await PredictAsync();
        await File.WriteAllTextAsync(directory.File("assay.csv"), content, TestContext.Current.CancellationToken);

        var run = await RunAsync("compare", id, "assay.csv");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(says, run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Output);
    }

    [Fact]
    public async Task A_library_becomes_codons_and_oligos_for_the_gene()
    {
        var id = await PredictAsync();
        await File.WriteAllTextAsync(directory.File("b.fasta"), $">b\nATGGGCAGCAGCCATCAT{Cds}TAAGGATCCGAATTC\n",
            TestContext.Current.CancellationToken);

        var run = await RunAsync("library", id, "--positions", "9,21", "--codon", "NNK", "--gene", "b.fasta", "--out", "out");
        var wished = await RunAsync("library", id, "--positions", "9,13,21", "--limit", "3", "--codon-table", "yeast", "--json");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("1,024 DNA sequences, 400 proteins, 93.8 % without a stop; 3,067 clones for 95 % of them", run.Output,
            StringComparison.Ordinal);
        var oligos = await File.ReadAllLinesAsync(directory.File($"out/{id}-oligos.csv"), TestContext.Current.CancellationToken);
        Assert.Equal(5, oligos.Length);
        Assert.Matches("^S9_NNK,forward,[ACGT]{15,21}NNK[ACGT]{15,21},", oligos[1]);
        Assert.Matches("^S9_NNK,reverse,[ACGT]{15,21}MNN[ACGT]{15,21},", oligos[2]);
        Assert.Equal(3, JsonElement.Parse(wished.Output).GetProperty("sites").GetArrayLength());
    }

    [Theory]
    [InlineData("--codon", "NNX", "'NNX' is no codon")]
    [InlineData("--positions", "31", "this sequence has 1 to 30")]
    [InlineData("--codon-table", "mouse", "--codon-table takes ecoli, human, yeast or a file")]
    [InlineData("--gene", "none.fasta", "none.fasta cannot be read")]
    [InlineData("--keep", "X", "--keep takes residues")]
    public async Task An_option_that_cannot_be_used_ends_with_2(string option, string value, string says)
    {
        var id = await PredictAsync();

        var run = await RunAsync("library", id, option, value);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(says, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_nobody_submitted_has_nothing_to_order_from()
    {
        var run = await RunAsync("library", "no-such-job");

        Assert.Equal(4, run.ExitCode);
    }

    private async Task<string> PredictAsync()
    {
        var run = await RunAsync("predict", InsulinB, "--out", "out");
        return Id.Match(run.Error).Groups["id"].Value;
    }

    private Task<ProgramRun> RunAsync(params string[] arguments) => AmplifyProgram.RunAsync(directory, arguments);

    [GeneratedRegex("(?:submitted|already here:) (?<id>[0-9a-f-]{36})")]
    private static partial Regex Id { get; }
}
