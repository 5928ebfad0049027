using System.Diagnostics;
using System.Text.Json;
using Amplify.Testing;

namespace Amplify.Mcp.Tests.Pages;

/// <summary>The page where others have to show it: the MCP Inspector is the host, our program the server, Chromium the eye.</summary>
public sealed class InspectorTests : IDisposable
{
    private const string InsulinB = "FVNQHLCGSHLVEALYLVCGERGFFYTPKT";
    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task The_Inspector_shows_the_app_beside_the_answer()
    {
        Needs.NodeModule("@modelcontextprotocol/inspector");
        Needs.NodeModule("playwright-core");
        var (node, chromium) = (Needs.Node24, Needs.Chromium);
        var predicted = await AmplifyProgram.RunAsync(directory, ["predict", InsulinB, "--json"]);
        var outputId = JsonElement.Parse(predicted.Output).GetProperty("data").GetProperty("output_id").GetString()!;
        var start = ProgramRun.StartInfo(AmplifyProgram.Path, ["http", "--port", "0"], AmplifyProgram.Environment(directory));
        using var server = Process.Start(start)!;
        try
        {
            var url = await ListeningAsync(server);
            var run = await ProgramRun.Of(node, [Path.Combine(Needs.Root, "tests", "js", "inspector-app.mjs"), chromium, url, outputId]);

            Assert.True(run.ExitCode == 0, run.Output + run.Error);
        }
        finally
        {
            server.Kill();
        }
    }

    private static async Task<string> ListeningAsync(Process server)
    {
        while (await server.StandardError.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (JsonElement.Parse(line).TryGetProperty("url", out var url)) return url.GetString()!;
        }

        throw new InvalidOperationException("The server ended without saying where it listens.");
    }
}
