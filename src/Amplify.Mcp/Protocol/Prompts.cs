using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Amplify.Tools.Contract;
using Amplify.Tools.Inputs;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Amplify.Mcp.Protocol;

/// <summary>What people ask for most, as prompts that begin with the right call.</summary>
internal static class Prompts
{
    public const string Variants = "variants", Sequence = "sequence", Changes = "changes";
    private const int LongestArgument = 60_000; // several times the longest protein, numbered and in blocks
    private const int FewestChanges = 1, MostChanges = 20, ChangesUnasked = 3;

    private static readonly TimeSpan Kept = TimeSpan.FromHours(1); // the same for everyone until the next release

    private static readonly PromptArgument OfJob = new()
    {
        Name = Completions.OutputId,
        Description = "The output_id of a scan, or its unambiguous beginning",
        Required = true,
    };

    private static readonly Template[] All =
    [
        new("scan_my_protein", "Scan my protein", "Which positions tolerate substitutions, and which do not",
            [new() { Name = Sequence, Description = "The protein in one-letter code or FASTA", Required = true }],
            "Scan this protein with Amplify. Tell me in plain words which positions tolerate substitutions, which do not, what the scores "
            + "are, and what they do not say.",
            it => Call("invoke_endpoint", (Sequence, it.Text(Sequence))),
            "read-a-scan"),
        new("rank_my_variants", "Rank my variants", "My substitutions by how well the protein tolerates them",
            [OfJob, new() { Name = Variants, Description = "Substitutions in any notation, e.g. H5A, p.His10Ala", Required = true }],
            "Rank these variants of my protein by how well it tolerates them, best first, with score and percentile. Say where two are too "
            + "close to tell apart.",
            it => Call("get_results", OutputIdOf(it), ("mutations", it.Text(Variants)), ("wait_seconds", 20)),
            "read-a-scan"),
        new("suggest_cautious_changes", "Suggest cautious changes", "A few conservative substitutions, one a site",
            [OfJob, new() { Name = Changes, Description = "How many, 1 to 20; otherwise 3" }],
            "Suggest cautious changes to my protein: conservative substitutions that it most likely tolerates, one a site. Ask me first "
            + "which positions must stay.",
            it => Call("get_results", OutputIdOf(it), ("view", "table"), ("classes", "conservative"), ("per_site", 1), ("exclude", "CP"),
                ("limit", it.Count(Changes)), ("wait_seconds", 20)),
            "plan-mutations"),
    ];

    public static void AddTo(McpServerOptions options)
    {
        options.Capabilities ??= new();
        options.Capabilities.Prompts = new();
        options.Handlers.ListPromptsHandler = (_, _) => ValueTask.FromResult(new ListPromptsResult
        {
            Prompts = [.. All.Select(it => it.Describe())],
            TimeToLive = Kept,
            CacheScope = CacheScope.Public,
        });
        options.Handlers.GetPromptHandler = (request, _) => ValueTask.FromResult(Get(request.Params));
    }

    /// <summary>null: there is no such prompt.</summary>
    public static IReadOnlyList<string>? ArgumentsOf(string prompt) =>
        All.FirstOrDefault(it => it.Name == prompt)?.Arguments.Select(it => it.Name).ToList();

    private static GetPromptResult Get(GetPromptRequestParams asked)
    {
        var template = All.FirstOrDefault(it => it.Name == asked.Name)
            ?? throw Wrong($"Unknown prompt: '{SafeText.Quote(asked.Name)}'. prompts/list names those there are.");
        var given = new Given(asked.Arguments);
        foreach (var argument in template.Arguments.Where(it => it.Required == true)) given.Text(argument.Name);
        return new()
        {
            Description = template.Description,
            Messages = [new() { Role = Role.User, Content = new TextContentBlock { Text = template.Text(given) } }],
        };
    }

    private static string Call(string tool, params IEnumerable<(string Name, JsonNode? Value)> arguments) => "```json\n" + new JsonObject
    {
        ["tool"] = tool,
        ["arguments"] = new JsonObject(arguments.Select(it => KeyValuePair.Create(it.Name, it.Value))),
    }.ToJsonString(ContractJson.Wire.Options) + "\n```";

    private static (string, JsonNode?) OutputIdOf(Given given) => (Completions.OutputId, given.Text(Completions.OutputId));

    private static McpProtocolException Wrong(string sentence) => new(sentence, McpErrorCode.InvalidParams);

    /// <param name="Request">What the user wants, in their words.</param>
    /// <param name="First">The call that begins it.</param>
    /// <param name="Skill">Where the rest is told.</param>
    private sealed record Template(
        string Name, string Title, string Description, PromptArgument[] Arguments, string Request, Func<Given, string> First, string Skill)
    {
        public string Text(Given given) =>
            $"{Request}\n\nBegin with this call:\n{First(given)}\nThe rest is told in {Skills.UriOf(Skill)}.";

        // A new object each time: the SDK writes into it.
        public Prompt Describe() => new() { Name = Name, Title = Title, Description = Description, Arguments = [.. Arguments] };
    }

    /// <summary>What the user filled in.</summary>
    private sealed record Given(IDictionary<string, JsonElement>? Arguments)
    {
        public string Text(string name)
        {
            var isText = Arguments?.TryGetValue(name, out var it) == true && it.ValueKind == JsonValueKind.String;
            var value = isText ? Arguments![name].GetString()! : "";
            return value.Trim().Length is > 0 and <= LongestArgument ? value
                : throw Wrong($"{name} is missing, no text or longer than {LongestArgument:N0} characters. Send it as text.");
        }

        public int Count(string name)
        {
            if (Arguments?.ContainsKey(name) != true) return ChangesUnasked;
            return int.TryParse(Text(name), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
                && count is >= FewestChanges and <= MostChanges
                ? count : throw Wrong($"{name} is a number from {FewestChanges} to {MostChanges}, as text.");
        }
    }
}
