using System.ComponentModel;
using System.Text.Json;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Amplify.ConformanceHost;

/// <summary>The tools the official suite calls by name. They test what all answers pass through, not the product.</summary>
[McpServerToolType]
internal static class ToolFixtures
{
    [McpServerTool(Name = "test_simple_text"), Description("Text")]
    public static string SimpleText() => "This is a simple text response for testing.";

    [McpServerTool(Name = "test_image_content"), Description("An image")]
    public static ImageContentBlock Image() => Samples.Image;

    [McpServerTool(Name = "test_audio_content"), Description("A sound")]
    public static AudioContentBlock Audio() => Samples.Audio;

    [McpServerTool(Name = "test_embedded_resource"), Description("An embedded resource")]
    public static EmbeddedResourceBlock Embedded() => Samples.Embedded("test://embedded-resource");

    [McpServerTool(Name = "test_multiple_content_types"), Description("Text, image and resource")]
    public static ContentBlock[] Mixed() =>
        [new TextContentBlock { Text = "Text, image and resource:" }, Samples.Image, Samples.Embedded("test://mixed-content-resource")];

    [McpServerTool(Name = "test_error_handling"), Description("Always an error")]
    public static CallToolResult Failing() =>
        new() { IsError = true, Content = [new TextContentBlock { Text = "This tool intentionally returns an error for testing" }] };

    [McpServerTool(Name = "test_tool_with_progress"), Description("Progress on the way")]
    public static async Task<string> WithProgress(RequestContext<CallToolRequestParams> request, CancellationToken cancellationToken)
    {
        if (request.Params.ProgressToken is not { } token) return "no progress token";
        foreach (var percent in (int[])[0, 50, 100])
        {
            await request.Server.NotifyProgressAsync(token, new() { Progress = percent, Total = 100 },
                cancellationToken: cancellationToken);
        }

        return token.ToString() ?? "";
    }

    [McpServerTool(Name = "test_missing_capability"), Description("Needs sampling")]
    public static string NeedsSampling(RequestContext<CallToolRequestParams> request) =>
        request.JsonRpcRequest.Context?.ClientCapabilities?.Sampling is not null
        ? "sampling is there"
        : throw new MissingRequiredClientCapabilityException(new ClientCapabilities { Sampling = new() }, "This tool needs sampling");

    [McpServerTool(Name = "test_streaming_elicitation"), Description("Nothing but its result on the stream")]
    public static string StreamsNothing() => "Only this result is on the stream.";

    [McpServerTool(Name = "test_tool_with_logging"), Description("Log messages on the way")]
    public static async Task<string> Logs(RequestContext<CallToolRequestParams> request, CancellationToken cancellationToken)
    {
        foreach (var said in (string[])["started", "working", "done"])
        {
            await request.Server.SendNotificationAsync(NotificationMethods.LoggingMessageNotification,
                new LoggingMessageNotificationParams { Level = LoggingLevel.Info, Data = JsonSerializer.SerializeToElement(said) },
                cancellationToken: cancellationToken);
        }

        return "Tool with logging executed successfully";
    }

    [McpServerTool(Name = "test_logging_tool"), Description("Sends no log message to the client: this server logs to standard error alone")]
    public static string LogsNothing() => "Nothing was logged.";
}
