using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Amplify.Mcp.Protocol;
using Amplify.Tools;
using Amplify.Tools.Contract;
using Amplify.Tools.Inputs;

namespace Amplify.Mcp.Commands;

/// <summary>`tools`: prints the contract, for MCP or for the AgentCore Gateway.</summary>
internal static class ToolsCommand
{
    private static readonly JsonWriterOptions Layout = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = ContractJson.Wire.Options.Encoder,
    };

    public static Command Create(TextWriter output)
    {
        var format =
            new Option<string>(
            "--format")
            {
                Description =
            "mcp: what tools/list answers; gateway: a ready inlinePayload for an AgentCore Gateway target; answers: the schema of "
            + "every answer in full; input: what texts are read, in Markdown",
                DefaultValueFactory = _ => "mcp"
            };
        format.AcceptOnlyFromAmong("mcp", "gateway", "answers", "input");
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
        var tools = AmplifyTools.Tools(new Unconfigured(new("none", "Nothing is called here.")), TimeProvider.System);
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Layout))
        {
            JsonNode contract = format switch
            {
                "gateway" => ContractExport.ForGateway(tools),
                "answers" => ContractExport.Answers(tools),
                _ => new JsonObject { ["tools"] = new JsonArray([.. McpAdapter.Contract(tools)]) },
            };
            contract.WriteTo(writer);
        }

        return System.Text.Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length) + "\n";
    }
}
