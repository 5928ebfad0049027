using System.Text.Json;
using Amplify.Local;
using Amplify.Testing;
using Amplify.Tools.Scans;
using Amplify.Tools.Tests.Support;

namespace Amplify.Tools.Tests.Local;

public class SequenceNetTests
{
    private const double Tolerance = 1e-6;

    // Of the least conserved there are, by the net.
    private const string Spacer = "APSAPPPAASSSAPSSSPAPPPAAAAAPAPPPSPPSAPPAPAPSPPSPPSSSPPASSSAS";

    [Theory]
    [InlineData("golden46")]
    [InlineData("lysozyme")]
    [InlineData("short")]
    [InlineData("single")]
    [InlineData("unknown_letters")]
    public void The_net_agrees_with_its_reference(string name)
    {
        var expected = Fixture(name);

        var scan = SequenceNet.Load().Score([expected.Text("sequence")!.ToUpperInvariant()]);

        Close(expected.GetProperty("scores"), scan.Scores);
        Close(expected.GetProperty("confidence"), scan.Confidences);
        Close(expected.GetProperty("conservation"), scan.Conservation);
        Close(expected.GetProperty("helix"), scan.Helix);
        Close(expected.GetProperty("strand"), scan.Strand);
        Close(expected.GetProperty("coil"), scan.Coil);
    }

    [Fact]
    public async Task What_is_stored_is_the_reference_and_what_made_it()
    {
        var expected = Fixture("lysozyme");

        var stored = JsonElement.Parse((await PredictAsync(expected.Text("sequence")!)).Write());

        Close(stored.GetProperty("heatmap"), Numbers(expected.GetProperty("scores")));
        Close(stored.GetProperty("confidence"), Numbers(expected.GetProperty("confidence")));
        Close(stored.At("sites.conservation"), Numbers(expected.GetProperty("conservation")));
        Close(stored.At("sites.helix"), Numbers(expected.GetProperty("helix")));
        Close(stored.At("sites.strand"), Numbers(expected.GetProperty("strand")));
        Close(stored.At("sites.coil"), Numbers(expected.GetProperty("coil")));
        Assert.Equal(expected.Text("sequence")!, stored.At("sites").Text("original_aa"));
        var metadata = stored.GetProperty("metadata");
        Assert.Equal(("sequence-net-1", "sequence-net", "dms_rank"),
            (metadata.Text("model_version"), metadata.Text("method"), metadata.Text("score_unit")));
    }

    [Fact]
    public async Task What_comes_out_above_the_wild_type_is_stored_as_its_equal_and_hides_it_not()
    {
        Assert.Contains(SequenceNet.Load().Score([Spacer]).Scores, it => it > 0);

        var scan = StoredResult.Read((await PredictAsync(Spacer)).Write()).Scan!;

        Assert.Equal(0, scan.Ranked[^1]);
        Assert.Equal(Spacer, scan.WildTypes);
        Assert.Equal(19 * Spacer.Length, scan.Ranked.Count);
    }

    [Fact]
    public void The_same_change_scores_differently_at_different_places()
    {
        var scan = SequenceNet.Load().Score(["FVNQHLCGSHLVEALYLVCGERGFFYTPKT"]);

        Assert.True(Math.Abs(scan.Scores[4] - scan.Scores[9]) > 0.01, "H5A and H10A");
    }

    [Fact]
    public void Chains_are_scored_each_alone()
    {
        var net = SequenceNet.Load();
        string[] chains = ["GIVEQCCTSICSLYQLENYCN", "FVNQHLCGSHLVEALYLVCGERGFFYTPKT"];

        var together = net.Score(chains);

        var (first, second) = (net.Score([chains[0]]), net.Score([chains[1]]));
        Assert.Equal([.. first.Conservation, .. second.Conservation], together.Conservation);
        for (var row = 0; row < VariantScan.Rows; row++)
        {
            Assert.Equal(first.Scores.AsSpan(row * 21, 21), together.Scores.AsSpan(row * 51, 21));
            Assert.Equal(second.Scores.AsSpan(row * 30, 30), together.Scores.AsSpan((row * 51) + 21, 30));
        }
    }

    [Fact]
    public async Task No_residue_sees_further_than_34_others()
    {
        var protein = Examples.Protein(101);
        var changed = $"{(protein[0] == 'W' ? 'A' : 'W')}{protein[1..]}";

        var (one, other) = ((await PredictAsync(protein)).Sites.Conservation!, (await PredictAsync(changed)).Sites.Conservation!);

        Assert.NotEqual(one[34], other[34]);
        Assert.Equal(one[35..], other[35..]);
    }

    private static Task<PredictedScan> PredictAsync(string sequence)
    {
        using var net = new SequenceNetPredictor(TimeProvider.System);
        return net.PredictAsync(sequence, _ => { }, TestContext.Current.CancellationToken);
    }

    private static JsonElement Fixture(string name) =>
        JsonElement.Parse(File.ReadAllBytes(Path.Combine(Needs.Root, "tests/fixtures/sequence-net", $"{name}.json")));

    private static double[] Numbers(JsonElement element) =>
        element.ValueKind == JsonValueKind.Array ? [.. element.EnumerateArray().SelectMany(Numbers)] : [element.GetDouble()];

    private static void Close(JsonElement expected, double[] actual)
    {
        var numbers = Numbers(expected);
        Assert.Equal(numbers.Length, actual.Length);
        Assert.All(numbers.Zip(actual), it => Assert.InRange(it.Second, it.First - Tolerance, it.First + Tolerance));
    }
}
