using Amplify.Local;
using Amplify.Tools.Inputs;
using Amplify.Tools.Scans;

namespace Amplify.Tools.Tests.Scans;

public class CombinationStorageTests
{
    private const string Sequence = "MKTVRQERLK";

    [Fact]
    public async Task A_table_stores_the_sums_of_single_scores_and_says_that_they_are_only_that()
    {
        using IPredictor table = new SubstitutionTable(TimeProvider.System);
        Assert.True(VariantCombination.TryReadAll("K2A:T3G, V4I", Sequence, out var combinations, out _));

        var scan = await table.PredictAsync(Sequence, combinations, _ => { }, TestContext.Current.CancellationToken);
        var stored = StoredResult.Read(scan.Write());

        var read = stored.Scan!;
        Assert.Equal(["K2A:T3G", "V4I"], read.Combinations.Select(it => it.Mutation));
        Assert.Equal(At("K2A") + At("T3G"), read.Combinations[0].Score, 1e-6);
        Assert.Equal(At("V4I"), read.Combinations[1].Score, 1e-6);
        Assert.All(read.Combinations, it => Assert.Equal(0, it.Difference));
        Assert.Equal(ScoredCombination.Additive, stored.Told("combination_definition", 200));

        double At(string mutation) => read[AminoAcids.RowOf(mutation[^1]), mutation[1] - '1'];
    }

    [Theory]
    [InlineData("""{"mutation": "K2A:T3G", "score": -1.5, "sum_of_singles": -2, "difference": 0.5}""", 1)]
    [InlineData("""{"mutation": "K2A:T3G", "score": -1.5, "sum_of_singles": -2, "extra": {"a": [1]}}, 7, "x", [{"mutation": "K2A"}]""", 1)]
    [InlineData("""{"mutation": "K2A:T3G", "score": null, "sum_of_singles": -2}""", 0)]
    [InlineData("""{"mutation": "<b>", "score": 1, "sum_of_singles": -2}""", 0)]
    [InlineData("""{"mutation": {"score": 1}, "score": {}, "sum_of_singles": -2}""", 0)]
    public void What_is_stored_is_read_and_what_is_none_is_left_out(string stored, int expected)
    {
        var rows = string.Join(", ",
            Enumerable.Range(0, 20).Select(row =>
                $"[{string.Join(", ", Sequence.Select(it => ProteinSequence.Residues[row] == it ? 0 : -1))}]"));

        var read = StoredResult.Read(System.Text.Encoding.UTF8.GetBytes($$"""{"combinations": [{{stored}}], "heatmap": [{{rows}}]}"""));

        Assert.Equal(expected, read.Scan!.Combinations.Count);
        if (expected == 0) return;
        Assert.Equal(new("K2A:T3G", -1.5, -2), read.Scan.Combinations[0]);
        Assert.True(MutationQuery.ParseAll("T3G/K2A, K2A:V4I") is var asked);
        var query = new VariantQuery(read.Scan, 0);
        query.Select(null, asked);
        Assert.Equal(["model", "additive"], query.Combined.Select(it => it.Kind));
        Assert.Equal((-1.5, -2, 0.5), (query.Combined[0].Score, query.Combined[0].SumOfSingles, query.Combined[0].Difference));
    }
}
