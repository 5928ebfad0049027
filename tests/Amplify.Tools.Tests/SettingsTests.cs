namespace Amplify.Tools.Tests;

public class SettingsTests
{
    [Fact]
    public void Of_several_wrong_settings_each_is_named_once_and_none_hides_the_next()
    {
        var fault = Assert.Throws<SettingException>(() => Of(("A", "x"), ("B", "maybe"), ("C", "ftp://host"), ("D", "7")).Read(it =>
            (it.Number("A", 1, 1, 9), it.Number("A", 1, 1, 5), it.Flag("B", true), it.Url("C"), it.Number("D", 1, 1, 9))));

        Assert.Equal(["A", "B", "C"], fault.Problems.Select(it => it.Variable));
        Assert.Equal(("A", "A is 'x'; it takes a whole number from 1 to 9"), (fault.Variable, fault.Message));
    }

    [Theory]
    [InlineData("${user_config.endpoint}", null)]
    [InlineData(" ${user_config.model} ", null)]
    [InlineData("a-${user_config.endpoint}", "a-${user_config.endpoint}")]
    public void What_a_host_left_open_is_not_set(string value, string? read) => Assert.Equal(read, Of(("A", value)).Text("A"));

    [Theory]
    [InlineData("1", 1)]
    [InlineData("9", 9)]
    [InlineData("  ", 4)]
    [InlineData(null, 4)]
    public void The_ends_of_a_range_belong_to_it_and_blank_is_unset(string? value, int number) =>
        Assert.Equal(number, Of(("A", value)).Read(it => it.Number("A", 4, 1, 9)));

    [Theory]
    [InlineData("0")]
    [InlineData("10")]
    [InlineData("1e0")]
    [InlineData("1,0")]
    [InlineData("+1")]
    public void A_number_beyond_its_range_or_written_otherwise_is_refused(string value) =>
        Assert.Throws<SettingException>(() => Of(("A", value)).Read(it => it.Number("A", 4, 1, 9)));

    [Fact]
    public void Choices_are_read_in_any_case() =>
        Assert.Equal(("full", true, null), Of(("A", "FULL"), ("B", "True")).Read(it =>
            (it.Choice("A", "summary", "summary", "full"), it.Flag("B", false), it.ChoiceOf("C", "x"))));

    [Theory]
    [InlineData("DEFAULT_VIEW", "all", "DEFAULT_VIEW is 'all'; it takes summary or full")]
    [InlineData("AMPLIFY_REUSE", "maybe", "AMPLIFY_REUSE is 'maybe'; it takes true or false")]
    public void A_setting_of_the_tools_that_breaks_its_rule_is_named_with_its_rule(string variable, string value, string message) =>
        Assert.Equal(message, Assert.Throws<SettingException>(() => Tools(reuses: true, (variable, value))).Message);

    [Fact]
    public void Unset_the_host_decides_how_a_result_looks_and_whether_jobs_are_reused()
    {
        Assert.Equal((null, true), (Tools(reuses: true).DefaultView, Tools(reuses: true).Reuse));
        Assert.Equal((View.Full, false), (Tools(reuses: true, ("DEFAULT_VIEW", "FULL")).DefaultView!.Value, Tools(reuses: false).Reuse));
        Assert.Equal((View.Summary, false),
            (Tools(reuses: true, ("DEFAULT_VIEW", "summary")).DefaultView!.Value, Tools(reuses: true, ("AMPLIFY_REUSE", "false")).Reuse));
        Assert.True(Tools(reuses: false, ("AMPLIFY_REUSE", "TRUE")).Reuse);
    }

    private static ToolSettings Tools(bool reuses, params (string Variable, string? Value)[] set) =>
        Of(set).Read(it => new ToolSettings(it, reuses));

    private static Settings Of(params (string Variable, string? Value)[] set) =>
        new(variable => set.FirstOrDefault(it => it.Variable == variable).Value);
}
