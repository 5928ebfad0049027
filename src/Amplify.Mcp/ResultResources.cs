using System.Text;
using System.Text.Json.Nodes;
using Amplify.Tools.Backends;
using Amplify.Tools.Inputs;
using Amplify.Tools.Pages;
using Amplify.Tools.Scans;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Amplify.Mcp;

/// <summary>Completed predictions as resources: what is too large for an answer, in the form a reader wants it.</summary>
internal sealed class ResultResources(IPredictionBackend backend)
{
    private const string Scheme = "amplify://results/";
    private const string AppsExtension = "io.modelcontextprotocol/ui";
    private static readonly TimeSpan Kept = TimeSpan.FromHours(1); // a result never changes; how long a bucket keeps it is its owner's matter

    private static readonly Resource Page = new()
    {
        Uri = HeatMapPage.Uri, Name = "heatmap", Title = "Interactive heat map of a prediction", MimeType = HeatMapPage.MimeType,
    };

    private static readonly Form[] Forms =
    [
        new("", "scan", "application/json", "The whole scan, packed: every score, what it means and how it was made", (stored, uri) => Text(uri, "application/json", Document(stored, uri).Write())),
        new("/stored.json", "result", "application/json", "The stored result, unchanged", (stored, uri) => Text(uri, "application/json", stored.Verbatim.Utf8.Span)),
        new("/variants.csv", "variants.csv", "text/csv", "Every substitution as CSV, in ProteinGym's columns mutant and score first", (stored, uri) => Text(uri, "text/csv", VariantsCsv.Write(Scan(stored), 0))),
        new("/heatmap.png", "heatmap.png", "image/png", "The heat map as a picture", (stored, uri) => BlobResourceContents.FromBytes(HeatMapPng.Draw(Scan(stored), 0), uri, "image/png")),
        new("/heatmap.svg", "heatmap.svg", "image/svg+xml", "The heat map as a drawing", (stored, uri) => Text(uri, "image/svg+xml", Encoding.UTF8.GetBytes(HeatMapSvg.Draw(Scan(stored), 0)))),
    ];

    public void AddTo(McpServerOptions options)
    {
        options.Capabilities ??= new();
        options.Capabilities.Resources = new();
        options.Capabilities.Extensions = new Dictionary<string, object>(options.Capabilities.Extensions ?? new Dictionary<string, object>()) { [AppsExtension] = new JsonObject() };

        // A new object each time: the SDK writes into it.
        options.Handlers.ListResourceTemplatesHandler = (_, _) => ValueTask.FromResult(new ListResourceTemplatesResult
        {
            ResourceTemplates = [.. Forms.Select(it => it.Template())],
            TimeToLive = Kept,
            CacheScope = CacheScope.Public,
        });
        options.Handlers.ListResourcesHandler = (_, _) => ValueTask.FromResult(new ListResourcesResult { Resources = [], TimeToLive = Kept, CacheScope = CacheScope.Public });
        options.Handlers.ReadResourceHandler = async (request, cancellationToken) => await ReadAsync(request.Params.Uri, cancellationToken);
    }

    /// <summary>Where the whole of a completed result can be read.</summary>
    public static IEnumerable<ContentBlock> LinksTo(string outputId) => Forms.Select(it => it.Link(outputId));

    private async Task<ReadResourceResult> ReadAsync(string uri, CancellationToken cancellationToken)
    {
        if (uri == HeatMapPage.Uri) return new() { Contents = [PageContents()], TimeToLive = Kept, CacheScope = CacheScope.Public };
        if (!uri.StartsWith(Scheme, StringComparison.Ordinal)) throw NotFound(uri);
        var (name, path) = uri.IndexOf('/', Scheme.Length) is >= 0 and var slash ? (uri[Scheme.Length..slash], uri[slash..]) : (uri[Scheme.Length..], "");
        if (Forms.FirstOrDefault(it => it.Path == path) is not { } form || !OutputId.TryParse(name, backend.OutputLocation, out var id)) throw NotFound(uri);
        if (await FetchAsync(id, cancellationToken) is not Prediction.Completed completed)
            throw new McpProtocolException($"No completed result for '{id.Value}'. Ask get_results how the job stands.", McpErrorCode.InvalidParams);

        return new() { Contents = [form.Render(StoredResult.Read(completed.Stored, wantScan: true), uri)], TimeToLive = Kept, CacheScope = CacheScope.Private };
    }

    private async Task<Prediction> FetchAsync(OutputId id, CancellationToken cancellationToken)
    {
        try
        {
            return await backend.FetchAsync(id, cancellationToken);
        }
        catch (BackendException fault)
        {
            throw new McpProtocolException(fault.Message, McpErrorCode.InternalError);
        }
    }

    private static ScanDocument Document(StoredResult stored, string uri) =>
        ScanDocument.Of(uri[Scheme.Length..], Scan(stored), 0, stored.BriefMetadata(), stored.Warning is { } warning ? [warning] : null);

    private static VariantScan Scan(StoredResult stored) =>
        stored.Scan ?? throw new McpProtocolException("The stored result holds no heat map or predictions. Read its stored.json instead.", McpErrorCode.InvalidParams);

    // The page loads nothing: every list of places it may speak to is empty.
    private static TextResourceContents PageContents() => new()
    {
        Uri = HeatMapPage.Uri,
        MimeType = HeatMapPage.MimeType,
        Text = HeatMapPage.Html,
        Meta = new JsonObject { ["ui"] = new JsonObject { ["csp"] = new JsonObject { ["connectDomains"] = new JsonArray(), ["resourceDomains"] = new JsonArray() }, ["prefersBorder"] = true } },
    };

    private static McpProtocolException NotFound(string uri) => new($"No such resource: {SafeText.Quote(uri, 100)}", McpErrorCode.InvalidParams) { Data = { ["uri"] = uri } };

    private static TextResourceContents Text(string uri, string type, ReadOnlySpan<byte> utf8) => new() { Uri = uri, MimeType = type, Text = Encoding.UTF8.GetString(utf8) };

    /// <summary>One way to read a result.</summary>
    private sealed record Form(string Path, string Name, string Type, string Description, Func<StoredResult, string, ResourceContents> Render)
    {
        public ResourceTemplate Template() => new() { UriTemplate = Scheme + "{output_id}" + Path, Name = Name, Title = Description, MimeType = Type };

        public ResourceLinkBlock Link(string outputId) => new() { Uri = Scheme + outputId + Path, Name = Name, Title = Description, MimeType = Type };
    }
}
