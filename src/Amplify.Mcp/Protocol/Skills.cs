using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Amplify.Tools.Inputs;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Amplify.Mcp.Protocol;

/// <summary>
/// How the tools are used, as Agent Skills (SEP-2640). Built in from the files that the Claude Code plugin hands out; each skill is one
/// file.
/// </summary>
internal static class Skills
{
    public const string Extension = "io.modelcontextprotocol/skills";

    private const string Scheme = "skill://";
    private const string BuiltIn = "skills/"; // how the resources of this program that are one begin
    private const string Type = "text/markdown";
    private static readonly TimeSpan Kept = TimeSpan.FromHours(1); // the same for everyone until the next release

    private static IReadOnlyList<Skill> All => field ??= [.. typeof(Skills).Assembly.GetManifestResourceNames()
        .Where(it => it.StartsWith(BuiltIn, StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(Skill.Load)];

    /// <summary>As resources/list names them. New objects each time: the SDK writes into them.</summary>
    public static IEnumerable<Resource> Resources => All.Select(it => new Resource
    {
        Uri = it.Uri,
        Name = it.Frontmatter["name"],
        Description = it.Frontmatter["description"],
        MimeType = Type,
        Size = it.Utf8.Length,
    });

    public static string UriOf(string name) => $"{Scheme}{name}/SKILL.md";

    public static void AddTo(McpServerOptions options)
    {
        options.Declare(Extension);
        options.Handle("skills/list", (_, _) => Result("skills", new JsonArray([.. All.Select(it => it.Entry())])));
        options.Handle("skills/get", (request, _) => Result("skill", Asked(request.Params?["uri"]).Entry()));
    }

    /// <summary>null: no skill's file has this address.</summary>
    public static ReadResourceResult? Read(string uri) => All.FirstOrDefault(it => it.Uri == uri) is not { } skill ? null : new()
    {
        Contents = [new TextResourceContents { Uri = uri, MimeType = Type, Text = Encoding.UTF8.GetString(skill.Utf8) }],
        TimeToLive = Kept,
        CacheScope = CacheScope.Public,
    };

    private static Skill Asked(JsonNode? uri)
    {
        var text = (uri as JsonValue)?.TryGetValue<string>(out var it) == true ? it : "";
        return All.FirstOrDefault(it => it.Uri == text) ?? throw new McpProtocolException(
            $"No skill is served at {SafeText.Quote(text, 100)}. skills/list names those there are.", McpErrorCode.InvalidParams);
    }

    private static ValueTask<JsonNode?> Result(string name, JsonNode value) => ValueTask.FromResult<JsonNode?>(new JsonObject
    {
        ["resultType"] = "complete",
        [name] = value,
        ["ttlMs"] = (long)Kept.TotalMilliseconds,
        ["cacheScope"] = "public",
    });

    private sealed record Skill(string Uri, byte[] Utf8, IReadOnlyDictionary<string, string> Frontmatter)
    {
        public static Skill Load(string name)
        {
            using var stream = typeof(Skills).Assembly.GetManifestResourceStream(name)!;
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return new(Scheme + name[BuiltIn.Length..], bytes, FrontmatterOf(Encoding.UTF8.GetString(bytes)));
        }

        public JsonObject Entry() => new()
        {
            ["uri"] = Uri,
            ["frontmatter"] = new JsonObject(Frontmatter.Select(it => KeyValuePair.Create(it.Key, (JsonNode?)it.Value))),
            ["resources"] = new JsonArray(new JsonObject
            {
                ["uri"] = Uri,
                ["digest"] = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Utf8)),
                ["size"] = Utf8.Length,
            }),
        };

        // As much of YAML as our own files use, which a test holds to it: a plain text a line.
        private static Dictionary<string, string> FrontmatterOf(string text) => text.Split('\n').Skip(1).TakeWhile(it => it != "---")
            .Select(it => it.Split(": ", 2)).ToDictionary(it => it[0], it => it[1]);
    }
}
