using Amplify.Tools.Backends;
using Amplify.Tools.Inputs;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Amplify.Mcp.Protocol;

/// <summary>What may stand for an argument of a prompt or of a result's address: for an output_id the caller's own newest jobs.</summary>
internal sealed class Completions(IPredictionBackend backend, Func<Caller?>? caller)
{
    public const string OutputId = "output_id";
    private static readonly string[] Counts = ["1", "2", "3", "5", "10", "20"];

    public void AddTo(McpServerOptions options)
    {
        options.Capabilities ??= new();
        options.Capabilities.Completions = new();
        options.Handlers.CompleteHandler = (request, cancellationToken) =>
            McpAdapter.SaidAsync(CompleteAsync(request.Params, caller?.Invoke(), cancellationToken));
    }

    private async Task<CompleteResult> CompleteAsync(CompleteRequestParams asked, Caller? caller, CancellationToken cancellationToken) =>
        new()
        {
            Completion = IsAsked(asked, OutputId)
                ? await JobsAsync(asked.Argument.Value, caller, cancellationToken)
                : Of(IsAsked(asked, Prompts.Changes) ? Counts : [], asked.Argument.Value),
        };

    private static bool IsAsked(CompleteRequestParams asked, string name)
    {
        var known = asked.Ref switch
        {
            PromptReference prompt => Prompts.ArgumentsOf(prompt.Name),
            ResourceTemplateReference { Uri: { } uri } when uri.StartsWith(ResultResources.Scheme, StringComparison.Ordinal) => [OutputId],
            _ => null,
        };
        return known is not null
            ? asked.Argument.Name == name && known.Contains(name)
            : throw new McpProtocolException(
                $"There is no such prompt or resource: {SafeText.Quote(asked.Ref.ToString() ?? "", 100)}", McpErrorCode.InvalidParams);
    }

    // By the id's beginning, as everywhere, or by what the user calls the protein.
    private async Task<Completion> JobsAsync(string typed, Caller? caller, CancellationToken cancellationToken)
    {
        var list = await JobsResource.NewestAsync(backend.For(caller), cancellationToken);
        var found = list.Jobs.Where(it => it.Status is not ("failed" or "removed")
            && (it.OutputId.StartsWith(typed, StringComparison.OrdinalIgnoreCase)
                || it.Name?.StartsWith(typed, StringComparison.OrdinalIgnoreCase) == true));
        var isCut = list.Jobs.Count == JobsResource.Most || list.Stopped is not null;
        return new() { Values = [.. found.Select(it => it.OutputId)], HasMore = isCut };
    }

    private static Completion Of(IEnumerable<string> values, string typed) =>
        new() { Values = [.. values.Where(it => it.StartsWith(typed, StringComparison.Ordinal))], HasMore = false };
}
