using System.Collections.Concurrent;
using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Nodes;
using Amplify.Mcp;
using Amplify.Mcp.Protocol;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Amplify.ConformanceHost;

/// <summary>The tools of the Tasks scenarios, made into tasks by the product's own <see cref="StatelessTasks"/>.</summary>
[McpServerToolType]
internal sealed class TaskFixtures(TimeProvider clock) : ITaskSource
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<string, bool> cancelled = new();

    [McpServerTool(Name = "greet"), Description("Never a task")]
    public static string Greet(string name) => $"Hello, {name}!";

    [McpServerTool(Name = "slow_compute"), Description("Takes its time")]
    public static async Task<string> SlowCompute(double seconds, CancellationToken cancellationToken, string label = "")
    {
        await Task.Delay(TimeSpan.FromSeconds(seconds), cancellationToken);
        return $"computed {label}";
    }

    [McpServerTool(Name = "failing_job"), Description("A task only, and one that ends with a tool's error")]
    public static string FailingJob() => throw new MissingRequiredClientCapabilityException(
        new() { Extensions = new Dictionary<string, object> { [StatelessTasks.Extension] = new JsonObject() } });

    [McpServerTool(Name = "protocol_error_job"), Description("Ends with an error of the protocol")]
    public static string ProtocolErrorJob() => throw new McpProtocolException("Broken inside", McpErrorCode.InternalError);

    public bool Takes(string tool) => tool is "slow_compute" or "failing_job" or "protocol_error_job";

    public Task<TaskState> LookAsync(TaskTicket ticket, ClientReach reach, CancellationToken cancellationToken) =>
        Task.FromResult(StateOf(ticket));

    public void Cancel(TaskTicket ticket) => cancelled.TryAdd(ticket.Id, true);

    private TaskState StateOf(TaskTicket ticket)
    {
        var takes = ticket.Arguments.TryGetProperty("seconds", out var seconds) ? TimeSpan.FromSeconds(seconds.GetDouble()) : Short;
        if (cancelled.ContainsKey(ticket.Id)) return new("cancelled");
        if (clock.GetUtcNow() < ticket.At + takes) return new("working", "Still at it", Poll);
        return ticket.Tool switch
        {
            "slow_compute" => TaskState.Completed(Say("computed as a task", isError: false)),
            "failing_job" => TaskState.Completed(Say("It failed, as it always does", isError: true)),
            _ => new("failed", Error: "Broken inside"),
        };
    }

    private static CallToolResult Say(string text, bool isError) =>
        new() { Content = [new TextContentBlock { Text = text }], IsError = isError };
}
