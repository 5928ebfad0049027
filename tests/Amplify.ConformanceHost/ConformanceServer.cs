using Amplify.Mcp;
using Amplify.Mcp.Http;
using ModelContextProtocol.Protocol;

namespace Amplify.ConformanceHost;

/// <summary>The production pipeline, with what the official suite looks for added. Does not ship.</summary>
internal static class ConformanceServer
{
    public static WebApplication Create(Composition parts, HttpSettings settings) => HttpServer.Create(parts, settings, services => services
        .AddMcpServer()
        .WithTools([typeof(ToolFixtures), typeof(QuestionFixtures)])
        .WithTools(SchemaFixtures.All)
        .WithPrompts([typeof(PromptFixtures), typeof(QuestionFixtures)])
        .WithResources([typeof(ResourceFixtures)])
        .WithCompleteHandler((_, _) => ValueTask.FromResult(new CompleteResult { Completion = new() { Values = ["paris"], Total = 1 } }))
        .WithSubscribeToResourcesHandler((_, _) => ValueTask.FromResult(new EmptyResult()))
        .WithUnsubscribeFromResourcesHandler((_, _) => ValueTask.FromResult(new EmptyResult())));
}
