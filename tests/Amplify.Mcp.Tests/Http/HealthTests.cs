using System.Net;
using System.Text.Json;
using Amplify.Testing;

namespace Amplify.Mcp.Tests.Http;

public class HealthTests
{
    [Theory]
    [InlineData("/ping")]
    [InlineData("/health")]
    public async Task Alive_is_said_in_the_platforms_word(string path)
    {
        using var directory = new TemporaryDirectory();
        await using var server = await HttpHost.StartAsync(directory);

        using var response = await server.GetAsync(path);

        Assert.Equal("Healthy", (await JsonAsync(response)).GetProperty("status").GetString());
    }

    [Fact]
    public async Task Ready_names_what_it_stands_on()
    {
        using var directory = new TemporaryDirectory();
        await using var server = await HttpHost.StartAsync(directory);

        using var response = await server.GetAsync("/readyz");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("ok", (await JsonAsync(response)).GetProperty("dependencies").GetProperty("store").GetString());
    }

    [Fact]
    public async Task Without_its_store_a_server_is_alive_and_not_ready()
    {
        using var directory = new TemporaryDirectory();
        await File.WriteAllTextAsync(directory.File("store"), "a file where a directory should be", TestContext.Current.CancellationToken);
        await using var server = await HttpHost.StartAsync(directory);

        using var alive = await server.GetAsync("/health");
        using var ready = await server.GetAsync("/readyz");

        Assert.Equal(HttpStatusCode.OK, alive.StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Contains("AMPLIFY_HOME", (await JsonAsync(ready)).GetProperty("dependencies").GetProperty("store")
            .GetString(), StringComparison.Ordinal);
    }

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage response) =>
        JsonElement.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
}
