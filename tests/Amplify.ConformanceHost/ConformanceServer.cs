using Amplify.Mcp;
using Amplify.Mcp.Http;
using Amplify.Mcp.Protocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Amplify.ConformanceHost;

/// <summary>The production pipeline, with what the official suite looks for added. Does not ship.</summary>
internal static class ConformanceServer
{
    public static WebApplication Create(Composition parts, HttpSettings settings) => HttpServer.Create(parts, settings, services => services
        .AddSingleton(parts.Clock)
        .AddSingleton<TaskFixtures>()
        .PostConfigureTasks()
        .AddMcpServer()
        .WithTools([typeof(ToolFixtures), typeof(QuestionFixtures), typeof(TaskFixtures)])
        .WithTools(SchemaFixtures.All)
        .WithPrompts([typeof(PromptFixtures), typeof(QuestionFixtures)])
        .WithResources([typeof(ResourceFixtures)])
        .WithCompleteHandler((_, _) => ValueTask.FromResult(new CompleteResult { Completion = new() { Values = ["paris"], Total = 1 } }))
        .WithSubscribeToResourcesHandler((_, _) => ValueTask.FromResult(new EmptyResult()))
        .WithUnsubscribeFromResourcesHandler((_, _) => ValueTask.FromResult(new EmptyResult())));

    // The product's tasks are of get_results alone; here the fixtures take its place.
    private static IServiceCollection PostConfigureTasks(this IServiceCollection services)
    {
        services.AddOptions<McpServerOptions>()
            .PostConfigure<TaskFixtures, TimeProvider>((options, fixtures, clock) => new StatelessTasks(fixtures, clock).AddTo(options));
        return services;
    }
}
