using Amplify.Local;
using Amplify.Model;

namespace Amplify.Tools.Tests.Local;

public class LocalSettingsTests
{
    [Fact]
    public void Nothing_set_means_the_documented_defaults()
    {
        var settings = Of();

        Assert.Equal(("auto", null, null, false), (settings.Model, settings.ModelDirectory, settings.Method, settings.Window));
        Assert.InRange(settings.Threads, 1, Environment.ProcessorCount);
        Assert.EndsWith("amplify", settings.Home);
        Assert.True(Path.IsPathRooted(settings.Home));
    }

    [Fact]
    public void What_is_set_is_read()
    {
        var settings = Of(("AMPLIFY_METHOD", "Wild-Type-Marginal"), ("AMPLIFY_WINDOW", "true"), ("AMPLIFY_THREADS", "256"),
            ("AMPLIFY_MODEL", "net"));

        Assert.Equal((ScoringMethod.WildTypeMarginal, true, 256, "net"),
            (settings.Method!.Value, settings.Window, settings.Threads, settings.Model));
    }

    [Theory]
    [InlineData("AMPLIFY_METHOD", "best", "it takes auto or masked-marginal or wild-type-marginal")]
    [InlineData("AMPLIFY_WINDOW", "1", "it takes true or false")]
    [InlineData("AMPLIFY_THREADS", "257", "a whole number from 1 to 256")]
    public void A_setting_that_breaks_its_rule_is_named_with_its_rule(string variable, string value, string rule)
    {
        var fault = Assert.Throws<SettingException>(() => Of((variable, value)));

        Assert.Equal(variable, fault.Variable);
        Assert.StartsWith(variable, fault.Message);
        Assert.Contains(rule, fault.Message);
    }

    [Fact]
    public void A_model_directory_that_is_not_there_is_named_when_a_predictor_is_wanted_of_it()
    {
        var settings = Of(("AMPLIFY_MODEL_DIR", "/no/such/directory"));

        var fault = Assert.Throws<SettingException>(() => Predictors.From(settings, TimeProvider.System));

        Assert.Equal(("AMPLIFY_MODEL_DIR", "AMPLIFY_MODEL_DIR names a directory that does not exist: /no/such/directory"),
            (fault.Variable, fault.Message));
    }

    [Theory]
    [InlineData("~/amplify", "amplify")]
    [InlineData("~/a/../b", "b")]
    [InlineData("~/", "")]
    [InlineData("~", "")]
    public void A_directory_may_begin_at_the_users_own(string value, string below)
    {
        var user = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var settings = Of(("AMPLIFY_HOME", value), ("AMPLIFY_MODEL_DIR", value));

        Assert.Equal(Path.Combine(user, below).TrimEnd('/'), settings.Home.TrimEnd('/'));
        Assert.Equal(settings.Home, settings.ModelDirectory);
    }

    [Theory]
    [InlineData("${HOME}/amplify")]
    [InlineData("/opt/${TEAM}/amplify")]
    [InlineData("$HOME/amplify")]
    [InlineData("/srv/$USER")]
    [InlineData("%APPDATA%\\amplify")]
    [InlineData("/srv/{{home}}")]
    [InlineData("$(pwd)/x")]
    [InlineData("data")]
    [InlineData("./data")]
    [InlineData("..")]
    [InlineData("~somebody/amplify")]
    [InlineData("\"/opt/amplify\"")]
    [InlineData("file:///opt/amplify")]
    public void A_directory_that_depends_on_who_starts_the_program_is_refused(string value)
    {
        foreach (var variable in (string[])["AMPLIFY_HOME", "AMPLIFY_MODEL_DIR"])
        {
            var fault = Assert.Throws<SettingException>(() => Of((variable, value)));

            Assert.Equal(variable, fault.Variable);
            Assert.StartsWith($"{variable} is '{value}'", fault.Message);
            Assert.Contains("your client did not expand it", fault.Message);
        }
    }

    [Theory]
    [InlineData("/srv/$")]
    [InlineData("/srv/100%/a$/b")]
    public void A_whole_path_may_have_odd_letters(string value) => Assert.Equal(value, Of(("AMPLIFY_HOME", value)).Home);

    private static LocalSettings Of(params (string Variable, string? Value)[] set) =>
        new Settings(variable => set.FirstOrDefault(it => it.Variable == variable).Value).Read(it => new LocalSettings(it));
}
