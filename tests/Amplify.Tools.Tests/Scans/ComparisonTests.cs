using Amplify.Local;
using Amplify.Tools.Backends;
using Amplify.Tools.Tests.Support;

namespace Amplify.Tools.Tests.Scans;

public class ComparisonTests
{
    [Fact]
    public async Task Is_one_worse_than_the_other_gets_two_numbers_and_a_reason()
    {
        var data = await AskAsync(new SequenceNetPredictor(TimeProvider.System), "H5A, H10A");

        Assert.Matches(
            @"^H10A \(-0\.31\) scores worse than H5A \(-0\.29\), by 0\.0\d\. Site 10 against site 5: mean over all substitutions -0\.34 against -0\.\d\d; "
            + @"predicted conservation 0\.80 against 0\.\d0 \(larger is more conserved\); "
            + @"helix against coil\. Confidence 0\.\d\d and 0\.\d\d of 1\.$", data.Text("comparison")!);
        var rows = data.At("results.predictions").EnumerateArray().ToList();
        Assert.Equal(["H5A", "H10A"], rows.Select(it => it.Text("mutation")));
        Assert.Equal(["coil", "helix"], rows.Select(it => it.Text("structure")));
        Assert.True(rows[0].Number("effect_score") > rows[1].Number("effect_score"));
        Assert.True(rows[0].Number("conservation") < rows[1].Number("conservation"));
    }

    [Fact]
    public async Task A_difference_that_two_decimals_do_not_show_is_not_called_none() => Assert.Contains(
        "by less than 0.01.", (await AskAsync(new SequenceNetPredictor(TimeProvider.System), "V12I, Y26F")).Text("comparison")!);

    [Fact]
    public async Task The_table_says_that_it_cannot_tell() => Assert.StartsWith(
        "H5A and H10A tie by construction (-0.",
        (await AskAsync(new SubstitutionTable(TimeProvider.System), "H5A, H10A")).Text("comparison")!);

    [Fact]
    public async Task Of_several_the_best_and_the_worst_are_compared_in_the_numbering_that_was_asked_for() => Assert.StartsWith(
        "L41P (", (await AskAsync(new SequenceNetPredictor(TimeProvider.System), "V26I L41P H34A", offset: 24)).Text("comparison")!);

    [Fact]
    public async Task At_one_site_the_residue_decides() => Assert.Contains(
        "It is the same site: the new residue decides.", (await AskAsync(new SequenceNetPredictor(TimeProvider.System), "H10A H10P"))
            .Text("comparison")!);

    [Fact]
    public async Task What_both_would_do_together_leaves_the_comparison_and_says_what_a_sum_is()
    {
        var data = await AskAsync(new SequenceNetPredictor(TimeProvider.System), "H5A, H10A, H5A:H10A");

        Assert.StartsWith("H10A (-0.31) scores worse than H5A (-0.29)", data.Text("comparison")!);
        Assert.Contains("nothing looked at these substitutions together", data.At("combined")[0].Text("caveat")!);
    }

    [Theory]
    [InlineData("H5A")]
    [InlineData("H5A H5A")]
    [InlineData("H10")]
    [InlineData("*P")]
    [InlineData("H5A:H10A")]
    [InlineData("F1A V2A N3A Q4A H5A L6A C7A G8A S9A H10A L11A")]
    public async Task Where_nothing_invites_a_comparison_there_is_none(string mutations) =>
        Assert.False((await AskAsync(new SequenceNetPredictor(TimeProvider.System), mutations)).Has("comparison"));

    private static async Task<System.Text.Json.JsonElement> AskAsync(IPredictor predictor, string mutations, int offset = 0)
    {
        using var it = predictor;
        var stored = (await it.PredictAsync(Examples.Insulin, _ => { }, TestContext.Current.CancellationToken)).Write();
        var tools = new ToolBench(new ScriptedBackend(new Prediction.Completed(stored, "job-1.out", ScriptedBackend.Noon)));
        return (await tools.CallAsync(
            "get_results", $$"""{ "output_id": "job-1", "mutations": "{{mutations}}", "numbering_offset": {{offset}} }""", ToolBench.Mcp))
                .At("data");
    }
}
