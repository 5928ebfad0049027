using System.Text.Json;
using Amplify.Tools.Backends;
using Amplify.Tools.Inputs;
using Amplify.Tools.Tests.Support;

namespace Amplify.Tools.Tests.Inputs;

public class NameTests
{
    [Theory]
    [InlineData(">INS_HUMAN_B insulin B chain\nMKTV", "INS_HUMAN_B")]
    [InlineData(">sp|P01308|INS_HUMAN Insulin\nMKTV", "sp|P01308|INS_HUMAN")]
    [InlineData(">  spaced out\nMKTV", "spaced")]
    [InlineData(">P1;CRAB_ANAPL\nALPHA CRYSTALLIN\nMKTV*", "CRAB_ANAPL")]
    [InlineData("```\n>fenced one\nMKTV\n```", "fenced")]
    [InlineData(">\nMKTV", null)]
    [InlineData("MKTV", null)]
    public async Task The_first_word_of_a_header_is_the_name(string text, string? expected)
    {
        var backend = new ScriptedBackend(ScriptedBackend.Running());
        var receipt = await new ToolBench(backend).SubmitAsync(text);

        Assert.Equal(expected, Assert.Single(backend.Submitted).Name);
        Assert.Equal(expected, receipt.GetProperty("data").TryGetProperty("name", out var name) ? name.GetString() : null);
    }

    [Fact]
    public async Task The_argument_goes_before_the_header_and_is_measured()
    {
        var backend = new ScriptedBackend(ScriptedBackend.Running());
        var tools = new ToolBench(backend);

        var receipt = await tools.CallAsync("invoke_endpoint", """{ "name": "my construct", "sequence": ">header\nMKTV" }""");
        var tooLong = await tools.CallAsync("invoke_endpoint", $$"""{ "name": "{{new string('n', 81)}}", "sequence": "MKTV" }""");

        Assert.Equal("my construct", receipt.Text("data.name"));
        Assert.Equal("INVALID_EVENT_STRUCTURE", tooLong.Text("error_code"));
        Assert.Contains("81 characters", tooLong.Text("message"), StringComparison.Ordinal);
        Assert.Single(backend.Submitted);
    }

    [Theory]
    [InlineData("evil\u001b[2J", "evil\uFFFD[2J")]
    [InlineData("a\u202Eb", "a\uFFFDb")]
    [InlineData("  ", null)]
    public void A_name_is_one_plain_line(string given, string? expected) => Assert.Equal(expected, ProteinName.Of(given));

    [Fact]
    public void A_name_keeps_eighty_characters_and_is_cut_beyond()
    {
        Assert.Equal(new string('x', 80), ProteinName.Of(new string('x', 80)));
        Assert.InRange(ProteinName.OfHeader(new string('y', 500))!.Length, 70, 80);
    }

    [Theory]
    [InlineData("INS_HUMAN_B", "INS_HUMAN_B")]
    [InlineData("sp|P01308|INS_HUMAN", "sp_P01308_INS_HUMAN")]
    [InlineData("../../etc/passwd", "_.._etc_passwd", "_._")]
    [InlineData("con", "_con")]
    [InlineData("NUL.tar", "_NUL.tar")]
    [InlineData("COM1", "_COM1")]
    [InlineData("trailing. ", "trailing")]
    [InlineData("-rf", "rf")]
    [InlineData("a:b*c?d\"e<f>g", "a_b_c_d_e_f_g")]
    [InlineData("Ä", null)]
    [InlineData("...", null)]
    [InlineData("", null)]
    public void A_file_of_a_name_is_safe_everywhere(string name, string? expected, string? without = null)
    {
        var safe = SafeFileName.Of(name);

        if (without is null) Assert.Equal(expected, safe);
        else Assert.DoesNotContain("..", safe, StringComparison.Ordinal);
        Assert.DoesNotContain(safe ?? "", it => "/\\:*?\"<>|".Contains(it, StringComparison.Ordinal));
    }

    [Fact]
    public void A_name_is_no_part_of_what_makes_two_jobs_one()
    {
        Assert.True(ProteinSequence.TryParse(">one\nMKTV", out var one, out _));

        Assert.Equal(JobKey.Of(one, "scorer"), JobKey.Of(one.Called("two"), "scorer"));
        Assert.Equal(one.Sha256, one.Called("two").Sha256);
    }

    [Fact]
    public async Task An_earlier_job_keeps_its_name_and_says_so()
    {
        await using var store = new Local.LocalStore();
        var tools = new ToolBench(store.Open(), reuse: true);
        var first = await tools.SubmitAsync(">first\nMKTVRQ");

        var second = await tools.SubmitAsync(">second\nMKTVRQ");
        var same = await tools.SubmitAsync(">first\nMKTVRQ");

        Assert.Equal(first.Text("data.output_id"), second.Text("data.output_id"));
        Assert.Equal("second", second.Text("data.name"));
        Assert.Contains("first submitted as 'first'", second.At("data.warnings").ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("first submitted", same.ToString(), StringComparison.Ordinal);
    }
}
