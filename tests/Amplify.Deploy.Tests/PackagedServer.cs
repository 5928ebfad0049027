using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Amplify.Deploy.Tests;

/// <summary>A server as it was handed out, started and driven over stdio by the official client.</summary>
internal sealed class PackagedServer(Process process, McpClient client) : IAsyncDisposable
{
    public static async Task<PackagedServer> StartAsync(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        var process = Process.Start(ProgramRun.StartInfo(program, arguments, environment))!;
        _ = process.StandardError.ReadToEndAsync();
        try
        {
            var transport = new StreamClientTransport(process.StandardInput.BaseStream, process.StandardOutput.BaseStream);
            return new(process, await McpClient.CreateAsync(transport, cancellationToken: TestContext.Current.CancellationToken));
        }
        catch
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    /// <summary>Ends the process where it stands.</summary>
    public void Kill()
    {
        process.Kill(entireProcessTree: true);
        process.WaitForExit();
    }

    /// <summary>What tools/list answers on the wire, less what belongs to the protocol and not to the tools.</summary>
    public async Task<JsonObject> ListAsync()
    {
        var response = await client.SendRequestAsync(new JsonRpcRequest { Method = "tools/list" }, TestContext.Current.CancellationToken);
        return new() { ["tools"] = response.Result!["tools"]!.DeepClone() };
    }

    public async Task<JsonElement> CallAsync(string tool, Dictionary<string, object?> arguments)
    {
        var result = await client.CallToolAsync(tool, arguments, cancellationToken: TestContext.Current.CancellationToken);
        Assert.NotEqual(true, result.IsError);
        return result.StructuredContent!.Value.GetProperty("data");
    }

    public async ValueTask DisposeAsync()
    {
        await client.DisposeAsync();
        process.Kill(entireProcessTree: true);
        process.Dispose();
    }
}
