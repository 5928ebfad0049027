using System.ComponentModel;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Amplify.ConformanceHost;

/// <summary>The prompts the official suite asks for.</summary>
[McpServerPromptType]
internal static class PromptFixtures
{
    [McpServerPrompt(Name = "test_simple_prompt"), Description("No arguments")]
    public static string Simple() => "This is a simple prompt for testing.";

    [McpServerPrompt(Name = "test_prompt_with_arguments"), Description("Two arguments")]
    public static string WithArguments(string arg1, string arg2) => $"Prompt with arguments: arg1='{arg1}', arg2='{arg2}'";

    [McpServerPrompt(Name = "test_prompt_with_embedded_resource"), Description("Embeds a resource")]
    public static PromptMessage[] WithResource(string resourceUri) =>
        [Said(Samples.Embedded(resourceUri)), Said(new TextContentBlock { Text = "Please process the embedded resource above." })];

    [McpServerPrompt(Name = "test_prompt_with_image"), Description("Shows an image")]
    public static PromptMessage[] WithImage() =>
        [Said(Samples.Image), Said(new TextContentBlock { Text = "Please analyze the image above." })];

    private static PromptMessage Said(ContentBlock content) => new() { Role = Role.User, Content = content };
}
