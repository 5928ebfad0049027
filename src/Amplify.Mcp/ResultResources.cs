using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Amplify.Pictures;
using Amplify.Tools.Backends;
using Amplify.Tools.Contract;
using Amplify.Tools.Inputs;
using Amplify.Tools.Scans;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Amplify.Mcp;

/// <summary>Completed predictions as resources: what is too large for an answer, in the form a reader wants it.</summary>
internal sealed partial class ResultResources(IPredictionBackend backend)
{
    private const string Scheme = "amplify://results/";
    private const int MostBytes = 8 * 1024 * 1024; // twice the largest heat map
    private const string StoredPath = "/stored.json";
    private const int MostKnown = 1_000;

    /// <summary>Interactive pages in a chat; its hosts read resources for them.</summary>
    public const string AppsExtension = "io.modelcontextprotocol/ui";
    private static readonly TimeSpan Kept =
        TimeSpan.FromHours(1); // a result never changes; how long a bucket keeps it is its owner's matter

    private static readonly Resource Page = new()
    {
        Uri = HeatMapPage.Uri,
        Name = "heatmap",
        Title = "Interactive heat map of a prediction",
        MimeType = HeatMapPage.MimeType,
    };

    private static readonly Form[] Forms =
    [
        new("", "scan", "application/json", "The whole scan, packed: every score, what it means and how it was made",
            it => it.Document().Write()),
        new(StoredPath, "result", "application/json", "The stored result, unchanged", it => it.Stored.Verbatim.Utf8),
        new("/variants.csv", "variants.csv", "text/csv", "Every substitution as CSV, in ProteinGym's columns mutant and score first",
            it => VariantsCsv.Write(it.Scan, it.Offset)),
        new("/heatmap.png", "heatmap.png", "image/png", "The heat map as a picture", it => HeatMapPng.Draw(it.Scan, it.Offset))
        {
            IsText = false,
        },
        new("/heatmap.svg", "heatmap.svg", "image/svg+xml", "The heat map as a drawing",
            it => Encoding.UTF8.GetBytes(HeatMapSvg.Draw(it.Scan, it.Offset))),
    ];

    // By id, offset and length of what is stored: a result never changes, and its drawings take longer than an answer should.
    private readonly ConcurrentDictionary<(string, int, int), IReadOnlyList<ResultForm>> known = new();

    public void AddTo(McpServerOptions options)
    {
        options.Capabilities ??= new();
        options.Capabilities.Resources = new();
        options.Capabilities.Extensions = new Dictionary<string,
            object>(options.Capabilities.Extensions ?? new Dictionary<string, object>())
        { [AppsExtension] = new JsonObject() };

        // A new object each time: the SDK writes into it.
        options.Handlers.ListResourceTemplatesHandler = (_, _) => ValueTask.FromResult(new ListResourceTemplatesResult
        {
            ResourceTemplates = [.. Forms.Select(it => it.Template())],
            TimeToLive = Kept,
            CacheScope = CacheScope.Public,
        });
        options.Handlers.ListResourcesHandler = (_, _) =>
            ValueTask.FromResult(new ListResourcesResult { Resources = [Page], TimeToLive = Kept, CacheScope = CacheScope.Public });
        options.Handlers.ReadResourceHandler = async (request, cancellationToken) =>
        {
            try
            {
                return await ReadAsync(request.Params.Uri, cancellationToken);
            }
            catch (BackendException fault)
            {
                throw new McpProtocolException(fault.Message, McpErrorCode.InternalError);
            }
        };
    }

    /// <summary>Where the whole of a completed result can be read; null where a resource cannot carry it.</summary>
    /// <param name="warnings">What was said at submission: it stands in some of them.</param>
    public IReadOnlyList<ResultForm>? FormsOf(string outputId, int offset, StoredResult stored, IReadOnlyList<string> warnings)
    {
        if (stored.Verbatim.Utf8.Length > MostBytes) return null;
        if (known.Count >= MostKnown) known.Clear();
        return known.GetOrAdd((outputId, offset, stored.Verbatim.Utf8.Length), _ =>
        {
            // Without numbers where it was asked for as it is stored.
            var whole = stored.Scan is null ? StoredResult.Read(stored.Verbatim.Utf8, wantScan: true) : stored;
            var readable = Forms.Where(it => whole.Scan is not null || it.Path == StoredPath);
            return [.. readable.Select(it => it.Link(whole, warnings, outputId, offset))];
        });
    }

    /// <summary>The same as a content block, which not every client takes.</summary>
    public static ResourceLinkBlock BlockOf(ResultForm link) => new()
    {
        Uri = link.Uri,
        Name = link.Name,
        Title = Forms.First(it => it.Name == link.Name).Description,
        MimeType = link.MimeType,
        Size = link.Size,
    };

    private async Task<ReadResourceResult> ReadAsync(string uri, CancellationToken cancellationToken)
    {
        if (uri == HeatMapPage.Uri) return new() { Contents = [PageContents()], TimeToLive = Kept, CacheScope = CacheScope.Public };
        if (!uri.StartsWith(Scheme, StringComparison.Ordinal)) throw NotFound(uri);
        if (Address.Match(uri) is not { Success: true } address) throw NotFound(uri);
        var offset = address.Groups["offset"] is { Success: true } given ? int.Parse(given.Value, CultureInfo.InvariantCulture) : 0;
        if (Forms.FirstOrDefault(it => it.Path == address.Groups["path"].Value) is not { } form) throw NotFound(uri);
        if (!OutputId.TryParse(address.Groups["id"].Value, backend.OutputLocation, out var id)) throw NotFound(uri);
        if (await backend.FetchAsync(id, cancellationToken) is not Prediction.Completed completed)
            throw new McpProtocolException($"No completed result for '{id.Value}'. Ask get_results how the job stands.",
                McpErrorCode.InvalidParams);

        if (completed.Stored.Length > MostBytes)
            throw new McpProtocolException(
                $"The stored result has {completed.Stored.Length:N0} bytes, more than a resource carries ({MostBytes:N0}). It is at "
                + $"{completed.OutputPath}.", McpErrorCode.InvalidParams);

        var reading = new Reading(StoredResult.Read(completed.Stored, wantScan: true), completed.Warnings, id.Value, offset);
        return new() { Contents = [form.Contents(reading, uri)], TimeToLive = Kept, CacheScope = CacheScope.Private };
    }

    // The page loads nothing: every list of places it may speak to is empty.
    private static TextResourceContents PageContents() => new()
    {
        Uri = HeatMapPage.Uri,
        MimeType = HeatMapPage.MimeType,
        Text = HeatMapPage.Html,
        Meta = new JsonObject
        {
            ["ui"] = new JsonObject
            {
                ["csp"] = new JsonObject
                {
                    ["connectDomains"] = new JsonArray(),
                    ["resourceDomains"] = new JsonArray()
                },
                ["prefersBorder"] = true
            }
        },
    };

    private static McpProtocolException NotFound(string uri) =>
        new($"No such resource: {SafeText.Quote(uri, 100)}", McpErrorCode.InvalidParams) { Data = { ["uri"] = uri } };

    [GeneratedRegex(@"\Aamplify://results/(?<id>[^/?]+)(?<path>/[a-z.]+)?(\?numbering_offset=(?<offset>-?[0-9]{1,6}))?\z")]
    private static partial Regex Address { get; }

    /// <summary>One stored result, about to be rendered.</summary>
    private sealed record Reading(StoredResult Stored, IReadOnlyList<string> Warnings, string OutputId, int Offset)
    {
        public VariantScan Scan => Stored.Scan ?? throw new McpProtocolException(
            "The stored result holds no heat map or predictions. Read stored.json instead.", McpErrorCode.InvalidParams);

        public ScanDocument Document() => ScanDocument.Of(OutputId, Scan, Offset, Stored.BriefMetadata(), [.. Warnings, Stored.Warning]);
    }

    /// <summary>One way to read a result.</summary>
    private sealed record Form(string Path, string Name, string Type, string Description, Func<Reading, ReadOnlyMemory<byte>> Make)
    {
        public bool IsText { get; init; } = true;

        public ResourceContents Contents(Reading reading, string uri) => IsText
            ? new TextResourceContents { Uri = uri, MimeType = Type, Text = Encoding.UTF8.GetString(Make(reading).Span) }
            : BlobResourceContents.FromBytes(Make(reading), uri, Type);

        public ResourceTemplate Template() => new()
        {
            UriTemplate = Scheme + "{output_id}" + Path + "{?numbering_offset}",
            Name = Name,
            Title = Description,
            MimeType = Type
        };

        public ResultForm Link(StoredResult stored, IReadOnlyList<string> warnings, string outputId, int offset) => new(
            Scheme + outputId + Path + (offset == 0 ? "" : $"?numbering_offset={offset.ToString(CultureInfo.InvariantCulture)}"),
            Name,
            Type,
            Make(new(stored, warnings, outputId, offset)).Length);
    }
}
