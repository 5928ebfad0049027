using Amplify.Tools.Backends;
using Amplify.Tools.Inputs;
using Amplify.Tools.Scans;
using Amplify.Tools.Tests.Support;

namespace Amplify.Tools.Tests;

public class ChainTests
{
    [Fact]
    public async Task A_chain_break_is_refused_with_its_reason_where_the_model_does_not_read_it()
    {
        var backend = new ScriptedBackend(ScriptedBackend.Running());

        var answer = await new ToolBench(backend).SubmitAsync("EVQLVESGGG|DIQMTQSPSS");

        Assert.Equal("INVALID_SEQUENCE", answer.Text("error_code"));
        Assert.Contains("2 chains of 10 and 10 residues, parted by a chain break (|), which the model behind this server does not read",
            answer.Text("message"), StringComparison.Ordinal);
        Assert.Empty(backend.Submitted);
    }

    [Fact]
    public async Task Where_the_model_reads_it_positions_count_through_and_the_second_chain_is_told()
    {
        var backend = new ScriptedBackend(ScriptedBackend.Running()) { ReadsChains = true };

        var data = (await new ToolBench(backend).SubmitAsync("EVQLVESGGG|\nDIQMTQSPSS")).GetProperty("data");

        Assert.Equal(20, data.GetProperty("sequence_length").GetInt32());
        Assert.Equal("DIQMTQSPSS", data.Text("sequence_ends.last"));
        Assert.Contains("the second begins at 11", data.GetProperty("warnings")[0].GetString(), StringComparison.Ordinal);
        Assert.Equal("EVQLVESGGG|DIQMTQSPSS", Assert.Single(backend.Submitted).Value);
    }

    [Fact]
    public void A_pair_and_its_joined_residues_are_two_jobs()
    {
        Assert.True(ProteinSequence.TryParse("EVQLVE|DIQMTQ", out var pair, out _));
        Assert.True(ProteinSequence.TryParse("EVQLVEDIQMTQ", out var joined, out _));

        Assert.NotEqual(pair.Sha256, joined.Sha256);
        Assert.NotEqual(JobKey.Of(pair, "model"), JobKey.Of(joined, "model"));
        Assert.Equal("EVQLVE|DIQMTQ", JobInput.Read(new JobInput(pair.Value).Write())!.Sequence);
    }

    [Theory]
    [InlineData("6, 6", 0, "the second begins at 7")]
    [InlineData("6, 6", 100, "the second begins at 107")]
    [InlineData("4, 4, 4", 0, "the second begins at 5, the third begins at 9")]
    [InlineData("6, 7", 0, null)]
    [InlineData("none", 0, null)]
    public async Task Each_answer_says_where_the_second_begins_if_the_result_says_of_chains(string chains, int offset, string? words)
    {
        var scores = new float[VariantScan.Rows * 12];
        Array.Fill(scores, -1);
        for (var column = 0; column < 12; column++) scores[(column * 12) + column] = 0;
        var stored = new PredictedScan(scores, new("ACDEFGHIKLMN"), new()
        {
            ModelVersion = "m",
            ProcessingTime = "1s",
            Method = "masked-marginal",
            ScoreUnit = ScoreScale.LogLikelihoodRatio,
            ConfidenceDefinition = "c",
            Chains = chains,
        }).Write();

        var answer = await new ToolBench(new ScriptedBackend(stored))
            .CallAsync("get_results", $$"""{ "output_id": "job-1", "numbering_offset": {{offset}} }""");

        if (words is null) Assert.DoesNotContain("chains of", answer.GetRawText(), StringComparison.Ordinal);
        else Assert.Contains(words, answer.GetProperty("data").GetProperty("warnings")[0].GetString(), StringComparison.Ordinal);
    }
}
