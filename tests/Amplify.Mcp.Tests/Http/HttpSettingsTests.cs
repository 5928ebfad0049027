using System.Text.RegularExpressions;
using Amplify.Mcp.Http;
using Amplify.Testing;
using Amplify.Tools;

namespace Amplify.Mcp.Tests.Http;

public partial class HttpSettingsTests
{
    [Theory]
    [InlineData("AMPLIFY_HTTP_HOST", "0.0.0.0", "AMPLIFY_HTTP_ALLOWED_HOSTS")]
    [InlineData("AMPLIFY_HTTP_HOST", "::", "AMPLIFY_HTTP_ALLOWED_HOSTS")]
    [InlineData("AMPLIFY_HTTP_HOST", "example.org", "AMPLIFY_HTTP_HOST")]
    [InlineData("AMPLIFY_HTTP_PORT", "-1", "AMPLIFY_HTTP_PORT")]
    [InlineData("AMPLIFY_HTTP_ALLOWED_ORIGINS", "app.example.org", "AMPLIFY_HTTP_ALLOWED_ORIGINS")]
    [InlineData("AMPLIFY_HTTP_ALLOWED_ORIGINS", "https://app.example.org/path", "AMPLIFY_HTTP_ALLOWED_ORIGINS")]
    [InlineData("AMPLIFY_HTTP_ALLOWED_HEADERS", "X-Api-Key, X Other", "AMPLIFY_HTTP_ALLOWED_HEADERS")]
    [InlineData("AMPLIFY_HTTP_MAX_CONNECTIONS", "0", "AMPLIFY_HTTP_MAX_CONNECTIONS")]
    [InlineData("AMPLIFY_HTTP_MAX_CONCURRENT", "0", "AMPLIFY_HTTP_MAX_CONCURRENT")]
    [InlineData("AMPLIFY_HTTP_REQUESTS_PER_SECOND", "many", "AMPLIFY_HTTP_REQUESTS_PER_SECOND")]
    [InlineData("AMPLIFY_HTTP_DEADLINE_SECONDS", "0", "AMPLIFY_HTTP_DEADLINE_SECONDS")]
    [InlineData("AMPLIFY_HTTP_PUBLIC_URL", "amplify.example.org", "AMPLIFY_HTTP_PUBLIC_URL")]
    [InlineData("AMPLIFY_AUTH_ISSUER", "https://login.example.org", "AMPLIFY_AUTH_AUDIENCE")]
    [InlineData("AMPLIFY_AUTH_AUDIENCE", "amplify", "AMPLIFY_AUTH_ISSUER")]
    [InlineData("AMPLIFY_AUTH_CLIENTS", "one, two", "AMPLIFY_AUTH_ISSUER")]
    public void A_setting_that_breaks_its_rule_is_named(string variable, string value, string named)
    {
        var settings = new Settings(it => it == variable ? value : null);

        var problem = Assert.Throws<SettingException>(() => settings.Read(HttpSettings.Read));

        Assert.Equal(named, problem.Variable);
        Assert.Contains(named, problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("jwt:sub", "AMPLIFY_AUTH_ISSUER", "nobody is asked for a token")]
    [InlineData("gateway:x-tenant", "AMPLIFY_CALLERS", "it takes jwt:<claim>")]
    public void Callers_are_told_apart_by_their_tokens(string callers, string named, string says)
    {
        var settings = new Settings(it =>
            it switch { "AMPLIFY_CALLERS" => callers, "AMPLIFY_CALLERS_KEY" => "0123456789abcdef0123456789abcdef", _ => null });

        var problem = Assert.Throws<SettingException>(() => settings.Read(HttpSettings.Read)).Problems[0];

        Assert.Equal(named, problem.Variable);
        Assert.Contains(says, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tokens_are_not_checked_against_an_issuer_without_TLS()
    {
        var settings = new Settings(it =>
            it switch { "AMPLIFY_AUTH_ISSUER" => "http://login.example.org", "AMPLIFY_AUTH_AUDIENCE" => "amplify", _ => null });

        Assert.Throws<SettingException>(() => settings.Read(HttpSettings.Read));
    }

    [Theory]
    [InlineData("*")]
    [InlineData("amplify.example.org")]
    public void Beyond_loopback_the_hosts_must_be_named_and_a_wildcard_is_a_name(string hosts)
    {
        var settings =
            new Settings(it => it switch { "AMPLIFY_HTTP_HOST" => "0.0.0.0", "AMPLIFY_HTTP_ALLOWED_HOSTS" => hosts, _ => null });

        Assert.Equal(hosts == "*", settings.Read(HttpSettings.Read).AllowsAnyHost);
    }

    [Theory]
    [InlineData("https://amplify.example.org")]
    [InlineData("amplify.example.org/mcp")]
    [InlineData("*.example.org")]
    [InlineData(".example.org")]
    [InlineData("amplify..example.org")]
    [InlineData("-amplify.example.org")]
    [InlineData("a b")]
    [InlineData("a;b")]
    [InlineData("[\"a\"]")]
    [InlineData("bücher.example")]
    [InlineData("amplify.example.org:")]
    [InlineData("amplify.example.org:99999")]
    [InlineData("amplify.example.org:80:80")]
    [InlineData("10.0.0.0/8")]
    [InlineData("[fd00::1")]
    [InlineData("fe80::1%eth0")]
    [InlineData("user@host")]
    public void A_host_that_no_request_can_name_is_refused_before_anything_starts(string host)
    {
        var settings = new Settings(it => it == "AMPLIFY_HTTP_ALLOWED_HOSTS" ? "good.example.org," + host : null);

        var problem = Assert.Throws<SettingException>(() => settings.Read(HttpSettings.Read));

        Assert.Equal("AMPLIFY_HTTP_ALLOWED_HOSTS", problem.Variable);
        Assert.Contains($"'{host}'", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_without_a_host_names_none()
    {
        var settings = new Settings(it =>
            it switch { "AMPLIFY_HTTP_HOST" => "0.0.0.0", "AMPLIFY_HTTP_ALLOWED_HOSTS" => ", ,", _ => null });

        Assert.Equal("AMPLIFY_HTTP_ALLOWED_HOSTS", Assert.Throws<SettingException>(() => settings.Read(HttpSettings.Read)).Variable);
    }

    [Fact]
    public void The_page_about_HTTP_has_a_row_for_each_variable_and_no_other()
    {
        var read = new HashSet<string>();
        _ = new Settings(variable =>
        {
            read.Add(variable);
            return null;
        }).Read(HttpSettings.Read);

        var page = File.ReadAllText(Path.Combine(Needs.Root, "docs", "http.md"));
        var rows = VariableRow().Matches(page[page.IndexOf("## Settings", StringComparison.Ordinal)..]).Select(it => it.Groups[1].Value);
        Assert.Equal(read.Order(), rows.Order());
    }

    [GeneratedRegex(@"^\| `(\w+)` \|", RegexOptions.Multiline)]
    private static partial Regex VariableRow();
}
