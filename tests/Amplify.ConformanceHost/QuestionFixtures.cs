using System.ComponentModel;
using System.Text.Json;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Amplify.ConformanceHost;

/// <summary>Tools and a prompt that ask the client something before they answer.</summary>
[McpServerToolType, McpServerPromptType]
internal static class QuestionFixtures
{
    [McpServerTool(Name = "test_input_required_result_elicitation"), Description("Asks for a name")]
    public static string Elicitation(RequestContext<CallToolRequestParams> request)
    {
        Ask(request.Params, null, Question("user_name", "What is your name?", "name"));
        var answer = request.Params.InputResponses!["user_name"].Deserialize(InputResponse.ElicitResultJsonTypeInfo);
        return $"Hello, {answer?.Content?["name"]}!";
    }

    [McpServerTool(Name = "test_input_required_result_sampling"), Description("Asks the client's model")]
    public static string Sampling(RequestContext<CallToolRequestParams> request)
    {
        Ask(request.Params, null, Sample("capital_question", "What is the capital of France?"));
        return "The client's model has answered.";
    }

    [McpServerTool(Name = "test_input_required_result_list_roots"), Description("Asks for the client's roots")]
    public static string Roots(RequestContext<CallToolRequestParams> request)
    {
        Ask(request.Params, null, ClientRoots);
        var roots = request.Params.InputResponses!["client_roots"].Deserialize(InputResponse.ListRootsResultJsonTypeInfo)!.Roots;
        return "Roots: " + string.Join(", ", roots.Select(it => it.Uri));
    }

    [McpServerTool(Name = "test_input_required_result_request_state"), Description("Asks, and wants its state back")]
    public static string State(RequestContext<CallToolRequestParams> request)
    {
        Ask(request.Params, "confirming", Question("confirm", "Please confirm", "ok"));
        return "state-ok";
    }

    [McpServerTool(Name = "test_input_required_result_tampered_state"), Description("Asks, and refuses a state it did not give")]
    public static string Tampered(RequestContext<CallToolRequestParams> request) => State(request);

    [McpServerTool(Name = "test_input_required_result_multiple_inputs"), Description("Asks three things at once")]
    public static string Three(RequestContext<CallToolRequestParams> request)
    {
        Ask(request.Params, "three", Question("user_name", "What is your name?", "name"), Sample("greeting", "Generate a greeting"),
            ClientRoots);
        return "All three came.";
    }

    [McpServerTool(Name = "test_input_required_result_multi_round"), Description("Asks twice")]
    public static string Twice(RequestContext<CallToolRequestParams> request)
    {
        var first = Question("step1", "Step 1: What is your name?", "name");
        var second = Question("step2", "Step 2: What is your favorite color?", "color");
        if (request.Params.RequestState != "round-2") Ask(request.Params, "round-1", first);
        if (request.Params.RequestState == "round-1") throw new InputRequiredException(Pairs(second), "round-2");
        return "Both came.";
    }

    [McpServerTool(Name = "test_input_required_result_capabilities"), Description("Asks only what the client can answer")]
    public static string Capable(RequestContext<CallToolRequestParams> request)
    {
        var can = request.JsonRpcRequest.Context?.ClientCapabilities;
        KeyValuePair<string, InputRequest>[] questions =
        [
            .. can?.Sampling is null ? []
                : (KeyValuePair<string, InputRequest>[])[Sample("capital_question", "What is the capital of France?")],
            .. can?.Elicitation is null ? [] : (KeyValuePair<string, InputRequest>[])[Question("user_name", "What is your name?", "name")],
        ];
        Ask(request.Params, null, questions);
        return "Nothing more to ask.";
    }

    [McpServerPrompt(Name = "test_input_required_result_prompt"), Description("Asks for its context")]
    public static string Prompt(RequestContext<GetPromptRequestParams> request)
    {
        Ask(request.Params, null, Question("user_context", "What context should the prompt use?", "context"));
        return "The context came.";
    }

    private static KeyValuePair<string, InputRequest> ClientRoots => new("client_roots", InputRequest.ForRootsList(new()));

    /// <summary>Goes on once every question has its answer, with the state it was asked with.</summary>
    private static void Ask(RequestParams request, string? state, params KeyValuePair<string, InputRequest>[] questions)
    {
        if (request.RequestState is { } returned && returned != state)
            throw new McpProtocolException("The request state is not the one this server gave.", McpErrorCode.InvalidParams);
        if (!questions.All(IsAnswered)) throw new InputRequiredException(Pairs(questions), state);

        bool IsAnswered(KeyValuePair<string, InputRequest> question) =>
            request.InputResponses?.TryGetValue(question.Key, out var answer) is true && answer.RawValue.ValueKind == JsonValueKind.Object;
    }

    private static Dictionary<string, InputRequest> Pairs(params KeyValuePair<string, InputRequest>[] questions) => new(questions);

    private static KeyValuePair<string, InputRequest> Question(string key, string message, string field) =>
        new(key, InputRequest.ForElicitation(new()
        {
            Message = message,
            RequestedSchema = new() { Properties = { [field] = new ElicitRequestParams.StringSchema() }, Required = [field] },
        }));

    private static KeyValuePair<string, InputRequest> Sample(string key, string text) => new(key, InputRequest.ForSampling(new()
    {
        Messages = [new() { Role = Role.User, Content = [new TextContentBlock { Text = text }] }],
        MaxTokens = 100,
    }));
}
