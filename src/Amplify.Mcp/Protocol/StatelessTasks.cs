#pragma warning disable MCPEXP001, MCPEXP002 // an answer that is no result of its method is experimental SDK surface, used here alone
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Amplify.Tools.Contract;
using Amplify.Tools.Inputs;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Amplify.Mcp.Protocol;

/// <summary>
/// The Tasks extension without a store: a task's id carries the call itself, and asking for the task makes the call again. Any replica
/// answers for any task. Only clients that declare the extension meet it; the others get the same answers from tools/call.
/// </summary>
internal sealed class StatelessTasks(ITaskSource source, TimeProvider clock)
{
    public const string Extension = "io.modelcontextprotocol/tasks";
    private const string TaskId = "taskId";
    private const int LongestId = 2_000; // it travels in a header

    public void AddTo(McpServerOptions options)
    {
        options.Declare(Extension);
        options.Filters.Request.CallToolWithAlternateFilters.Add(async (request, next, cancellationToken) =>
            await PromoteAsync(request, cancellationToken) ?? await next(request, cancellationToken));
        options.Handle("tasks/get", OfTask(GetAsync), TaskId);
        options.Handle("tasks/update", OfTask(AcknowledgeAsync), TaskId);
        options.Handle("tasks/cancel", OfTask(CancelAsync), TaskId);
    }

    // null: an ordinary call, for the ordinary handler.
    private async ValueTask<ResultOrAlternate<CallToolResult>?> PromoteAsync(RequestContext<CallToolRequestParams> request,
        CancellationToken cancellationToken)
    {
        if (!source.Takes(request.Params.Name) || !Declares(request.JsonRpcRequest.Context)) return null;
        var ticket = new TaskTicket(clock.GetUtcNow(), request.Params.Name, McpAdapter.ObjectOf(request.Params.Arguments));
        if (ticket.Id.Length > LongestId) return null;

        return await source.LookAsync(ticket, ClientReach.Of(request), cancellationToken) switch
        {
            { Result: { } result } => result,
            var state => ResultOrAlternate<CallToolResult>.FromAlternate(Describe(new CreatedTask { ResultType = "task" }, ticket, state),
                TaskJson.Default.CreatedTask),
        };
    }

    private async ValueTask<JsonNode?> GetAsync(TaskTicket ticket, ClientReach reach, CancellationToken cancellationToken)
    {
        var state = await source.LookAsync(ticket, reach, cancellationToken);
        var detail = JsonSerializer.SerializeToNode(Describe(new() { ResultType = "complete" }, ticket, state),
            TaskJson.Default.CreatedTask)!;
        if (state.Result is { } result)
        {
            result.ResultType = "complete"; // as the SDK writes into the answer of an ordinary call
            detail["result"] = JsonSerializer.SerializeToNode(result, McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(CallToolResult)));
        }

        if (state.Error is { } error) detail["error"] = new JsonObject { ["code"] = (int)McpErrorCode.InternalError, ["message"] = error };
        return detail;
    }

    private ValueTask<JsonNode?> AcknowledgeAsync(TaskTicket ticket, ClientReach reach, CancellationToken cancellationToken) =>
        ValueTask.FromResult<JsonNode?>(new JsonObject { ["resultType"] = "complete" });

    private ValueTask<JsonNode?> CancelAsync(TaskTicket ticket, ClientReach reach, CancellationToken cancellationToken)
    {
        source.Cancel(ticket);
        return AcknowledgeAsync(ticket, reach, cancellationToken);
    }

    private delegate ValueTask<JsonNode?> Answer(TaskTicket ticket, ClientReach reach, CancellationToken cancellationToken);

    private Extensions.Answer OfTask(Answer answer) => (request, cancellationToken) =>
    {
        if (!Declares(request.Context))
        {
            throw new MissingRequiredClientCapabilityException(
                new() { Extensions = new Dictionary<string, object> { [Extension] = new JsonObject() } });
        }

        return TaskTicket.TryRead(request.Params?[TaskId]) is { } ticket && source.Takes(ticket.Tool)
            ? answer(ticket, ClientReach.Of(request.Context, null), cancellationToken)
            : throw new McpProtocolException("Unknown task: its id was not made by this server", McpErrorCode.InvalidParams);
    };

    private CreatedTask Describe(CreatedTask task, TaskTicket ticket, TaskState state)
    {
        (task.TaskId, task.CreatedAt) = (ticket.Id, UtcInstant.Format(ticket.At));
        (task.Status, task.StatusMessage, task.LastUpdatedAt) = (state.Status, state.Message, UtcInstant.Format(clock.GetUtcNow()));
        task.PollIntervalMs = state.PollAfter is { } pause ? (int)pause.TotalMilliseconds : null;
        return task;
    }

    private static bool Declares(JsonRpcMessageContext? context) =>
        Revisions.Reaches(context?.ProtocolVersion, Revisions.Stateless)
            && context?.ClientCapabilities?.Extensions?.ContainsKey(Extension) == true;
}

/// <summary>Calls that can become tasks. Two kinds: the product's own, and those of the protocol's conformance suite.</summary>
internal interface ITaskSource
{
    bool Takes(string tool);

    /// <summary>Makes the call of a ticket without waiting, and says how it stands.</summary>
    Task<TaskState> LookAsync(TaskTicket ticket, ClientReach reach, CancellationToken cancellationToken);

    /// <summary>The client has lost interest.</summary>
    void Cancel(TaskTicket ticket);
}

/// <summary>How a task stands. A tool's own failure is a result; an error is a failure of the protocol.</summary>
internal sealed record TaskState(string Status, string? Message = null, TimeSpan? PollAfter = null, CallToolResult? Result = null,
    string? Error = null)
{
    public static TaskState Completed(CallToolResult result) => new("completed", Result: result);
}

/// <summary>A tool call that can be made again: when it was first made, which tool, which arguments.</summary>
internal sealed record TaskTicket(DateTimeOffset At, string Tool, JsonElement Arguments)
{
    public string Id =>
        field ??= $"{At.ToUnixTimeMilliseconds():x}.{Tool}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(Arguments.GetRawText()))}";

    public static TaskTicket? TryRead(JsonNode? id)
    {
        if (id?.GetValueKind() != JsonValueKind.String || id.GetValue<string>().Split('.') is not [var at, var tool, var arguments])
            return null;
        if (!long.TryParse(at, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var milliseconds)
            || milliseconds is < 0 or > 253_402_300_799_999) return null;
        try
        {
            var json = JsonElement.Parse(JsonText.Mend(Base64Url.DecodeFromChars(arguments)).Span);
            return json.ValueKind == JsonValueKind.Object ? new(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds), tool, json) : null;
        }
        catch (Exception malformed) when (malformed is FormatException or JsonException)
        {
            return null;
        }
    }
}

/// <summary>A task on the wire, flat beside the result's own fields.</summary>
internal sealed class CreatedTask : Result
{
    public string TaskId { get; set; } = "";
    public string Status { get; set; } = "";
    public string? StatusMessage { get; set; }
    public string CreatedAt { get; set; } = "";
    public string LastUpdatedAt { get; set; } = "";

    /// <summary>null on the wire: kept as long as the store keeps the result.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)] public long? TtlMs { get; set; }
    public int? PollIntervalMs { get; set; }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CreatedTask))]
internal sealed partial class TaskJson : JsonSerializerContext;
