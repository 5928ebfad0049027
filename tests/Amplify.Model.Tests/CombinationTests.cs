using System.Text.Json;
using Amplify.Testing;

namespace Amplify.Model.Tests;

/// <summary>Against torch in float64: tests/fixtures/combinations/oracle.py wrote what is expected.</summary>
public class CombinationTests
{
    private static readonly JsonElement[] Oracle =
        [.. JsonElement.Parse(File.ReadAllBytes(Path.Combine(Needs.Root, "tests", "fixtures", "combinations", "oracle.json")))
            .EnumerateArray()];

    public static TheoryData<int, KernelWidth> Cases =>
        [.. from number in Enumerable.Range(0, Oracle.Length) from width in Fixture.Widths select (number, width)];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_combination_scores_as_in_torch(int number, KernelWidth width)
    {
        var (sequence, model) = (Oracle[number].GetProperty("sequence").GetString()!, Open(number, width));
        var expected = Oracle[number].GetProperty("combinations").EnumerateArray().ToList();
        var plan = Plan(model, sequence, ScoringMethod.MaskedMarginal,
            [.. expected.Select(it => Read(it.GetProperty("mutation").GetString()!))]);

        var (scores, found) = await ScoreAsync(model, plan);

        for (var at = 0; at < expected.Count; at++)
        {
            Assert.Equal(expected[at].GetProperty("score").GetDouble(), found[at].Score, Fixture.Tolerance);
            Assert.Equal(expected[at].GetProperty("sum").GetDouble(), found[at].SumOfSingles, Fixture.Tolerance);
        }

        // One substitution is the scan's own, to the last bit.
        var (position, residue) = Assert.Single(plan.Combinations[0].Sites);
        var single = scores[(Vocabulary.Residues.IndexOf(residue) * sequence.Length) + position];
        Assert.Equal((single, single), (found[0].Score, found[0].SumOfSingles));
    }

    [Theory]
    [InlineData(ScoringMethod.MaskedMarginal)]
    [InlineData(ScoringMethod.WildTypeMarginal)]
    public async Task The_order_of_sites_and_of_combinations_changes_nothing(ScoringMethod method)
    {
        var (sequence, model) = (Oracle[0].GetProperty("sequence").GetString()!, Open(0, Kernel.Best));
        Combination[] some = [.. Oracle[0].GetProperty("combinations").EnumerateArray()
            .Select(it => Read(it.GetProperty("mutation").GetString()!))];
        Combination[] turned = [.. some.Reverse().Select(it => new Combination([.. it.Sites.Reverse()]))];

        var (scan, first) = await ScoreAsync(model, Plan(model, sequence, method, some));
        var (_, second) = await ScoreAsync(model, Plan(model, sequence, method, turned));
        var (alone, none) = await ScoreAsync(model, Plan(model, sequence, method, []));

        foreach (var (one, other) in first.Zip(second.Reverse()))
        {
            Assert.Equal(one.Score, other.Score, 1e-5);
            Assert.Equal(one.SumOfSingles, other.SumOfSingles, 1e-5);
        }

        // However the scan is made, a combination's sites are masked; and the scan is what it is without combinations.
        Assert.Equal(Oracle[0].GetProperty("combinations")[3].GetProperty("score").GetDouble(), first[3].Score, Fixture.Tolerance);
        Fixture.AssertNear(alone, scan);
        Assert.Empty(none);
    }

    [Fact]
    public async Task A_site_is_read_in_the_window_around_it()
    {
        using var directory = new TemporaryDirectory();
        var model = AmplifyModel.Load(Checkpoint.Open(ShapeTests.Small(24, 3, 40, 2).With("max_length", 23).Write(directory.Path)));
        var sequence = InvarianceTests.Protein(50);
        var combination = new Combination([(20, Other(sequence[20])), (24, Other(sequence[24]))]);

        var (_, windowed) = await ScoreAsync(model, Plan(model, sequence, null, [combination], windowed: true));
        var (first, second) = (await MaskedAsync(20), await MaskedAsync(24));

        Assert.Equal((first.Alone + second.Alone + first.Joint + second.Joint) / 2, windowed[0].Score, Fixture.Tolerance);
        Assert.Equal(first.Alone + second.Alone, windowed[0].SumOfSingles, Fixture.Tolerance);

        // The window around a site alone, as a sequence of its own.
        async Task<(double Alone, double Joint)> MaskedAsync(int at)
        {
            var (start, mutant) = (at - 10, sequence.ToCharArray());
            foreach (var (position, residue) in combination.Sites) mutant[position] = residue;
            var row = Vocabulary.Residues.IndexOf(combination.Sites.First(it => it.Position == at).Residue);
            var (alone, _) = await ScoreAsync(model, Plan(model, sequence.Substring(start, 21), ScoringMethod.MaskedMarginal, []));
            var (joint, _) = await ScoreAsync(model, Plan(model, new string(mutant, start, 21), ScoringMethod.MaskedMarginal, []));
            var wild = joint[(Vocabulary.Residues.IndexOf(sequence[at]) * 21)
                + 10]; // ln p(wild type) - ln p(variant): the latter stands there
            return (alone[(row * 21) + 10], -wild);
        }
    }

    private static AmplifyModel Open(int number, KernelWidth width) =>
        AmplifyModel.Load(Fixture.Open(Oracle[number].GetProperty("checkpoint").GetString()!), width);

    private static Combination Read(string name) =>
        new([.. name.Split(':').Select(it => (int.Parse(it[1..^1], System.Globalization.CultureInfo.InvariantCulture) - 1, it[^1]))]);

    private static char Other(char residue) => residue == 'A' ? 'W' : 'A';

    private static ScoringPlan Plan(AmplifyModel model, string sequence, ScoringMethod? method, Combination[] combinations,
        bool windowed = false) =>
        ScoringPlan.For(model.Checkpoint, sequence, method, windowed, threads: 2, combinations: combinations);

    private static Task<(float[] Scores, IReadOnlyList<CombinationScore> Combinations)> ScoreAsync(AmplifyModel model, ScoringPlan plan) =>
        VariantScorer.ScoreAllAsync(model, plan, null, TestContext.Current.CancellationToken);
}
