using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Amplify.Tools;
using Amplify.Tools.Contract;
using Amplify.Tools.Inputs;
using Microsoft.Extensions.Logging.Abstractions;

namespace Amplify.Mcp.Commands;

/// <summary>`tools`: prints the contract, for MCP or for the AgentCore Gateway.</summary>
internal static class ToolsCommand
{
    private static readonly JsonWriterOptions Layout = new() { Indented = true, Encoder = ContractJson.Wire.Options.Encoder };

    public static Command Create(TextWriter output, TextWriter error)
    {
        var format =
            new Option<string>(
            "--format")
            {
                Description =
            "mcp: what tools/list answers; gateway: a ready inlinePayload for an AgentCore Gateway target; input: what texts are read, "
            + "in Markdown",
                DefaultValueFactory = _ => "mcp"
            };
        format.AcceptOnlyFromAmong("mcp", "gateway", "input");
        var command = new Command("tools", "Print the tools' contract") { format };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await output.WriteAsync(Contract(parsed.GetValue(format)!).AsMemory(), cancellationToken);
            await output.FlushAsync(cancellationToken);
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>The text of the file under contract/, with its final line break.</summary>
    public static string Contract(string format)
    {
        if (format == "input") return InputGuide.Write();
        using var metrics = new ToolMetrics();
        var settings = new Settings(variable => variable == "AMPLIFY_BACKEND" ? "local" : null);
        var tools = new Composition(settings, NullLoggerFactory.Instance, TimeProvider.System).Runner.Tools;
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Layout))
        {
            JsonNode contract = format == "gateway" ? ContractExport.ForGateway(tools)
                : new JsonObject { ["tools"] = new JsonArray([.. McpAdapter.Contract(tools)]) };
            contract.WriteTo(writer);
        }

        return System.Text.Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length) + "\n";
    }
}
