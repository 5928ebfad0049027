using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Amplify.Pictures;
using Amplify.Pictures.Structures;
using Amplify.Tools;
using Amplify.Tools.Backends;
using Amplify.Tools.Batches;
using Amplify.Tools.Contract;
using Amplify.Tools.Inputs;
using Amplify.Tools.Scans;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Amplify.Mcp.Protocol;

/// <summary>
/// Completed predictions as resources: what is too large for an answer, in the form a reader wants it. To read one is a call of
/// get_results and a rendering of its result. Beside them what no tool answers: a batch with all its rows, the newest jobs.
/// </summary>
internal sealed partial class ResultResources(
    ToolRunner runner, IPredictionBackend backend, Func<Caller?>? caller, TimeProvider clock)
{
    public const string Scheme = "amplify://results/";
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
            it => (ScanDocument.Of(it.OutputId, ScanOf(it), it.Numbering, it.Stored.BriefMetadata(), it.Warnings)
                with { Name = it.Name }).Write()),
        new(StoredPath, "result", "application/json", "The stored result, unchanged", it => it.Stored.Verbatim.Utf8),
        new("/variants.csv", "variants.csv", "text/csv", "Every substitution as CSV, in ProteinGym's columns mutant and score first",
            it => VariantsCsv.Write(ScanOf(it), it.Numbering)),
        new("/heatmap.png", "heatmap.png", "image/png", "The heat map as a picture",
            it => HeatMapPng.Draw(ScanOf(it), it.Numbering, CaptionOf(it)))
        {
            IsText = false,
        },
        new("/heatmap.svg", "heatmap.svg", "image/svg+xml", "The heat map as a drawing",
            it => Encoding.UTF8.GetBytes(HeatMapSvg.Draw(ScanOf(it), it.Numbering, CaptionOf(it)))),
        new("/structure.defattr", "structure.defattr", "text/plain",
            "Scores as attributes of residues, for ChimeraX; chain A, numbered as the sequence is",
            it => Encoding.UTF8.GetBytes(StructureColours.Attributes(ScanOf(it), SitesOf(it)))) { IsLinked = false },
        new("/structure.cxc", "structure.cxc", "text/plain", "Commands that colour a structure by structure.defattr in ChimeraX",
            it => Encoding.UTF8.GetBytes(StructureColours.ChimeraX(ScanOf(it), SitesOf(it), "structure.defattr"))) { IsLinked = false },
        new("/structure.pml", "structure.pml", "text/plain",
            "A script that colours a structure in PyMOL; chain A, numbered as the sequence is",
            it => Encoding.UTF8.GetBytes(StructureColours.PyMol(ScanOf(it), SitesOf(it)))) { IsLinked = false },
    ];

    // By id, name, offset and length of what is stored: a result never changes, and its drawings take longer than an answer should.
    private readonly ConcurrentDictionary<(string, string?, Numbering, int), IReadOnlyList<ResultForm>> known = new();

    private readonly BatchReader batches = new(backend, clock);

    public void AddTo(McpServerOptions options)
    {
        options.Capabilities ??= new();
        options.Capabilities.Resources = new();
        options.Declare(AppsExtension);

        // A new object each time: the SDK writes into it.
        options.Handlers.ListResourceTemplatesHandler = (_, _) => ValueTask.FromResult(new ListResourceTemplatesResult
        {
            ResourceTemplates = [.. Forms.Select(it => it.Template())],
            TimeToLive = Kept,
            CacheScope = CacheScope.Public,
        });
        options.Handlers.ListResourcesHandler = (_, _) =>
            ValueTask.FromResult(new ListResourcesResult
            {
                Resources = [Page, JobsResource.Description, .. Skills.Resources],
                TimeToLive = Kept,
                CacheScope = CacheScope.Public
            });
        options.Handlers.ReadResourceHandler = (request, cancellationToken) => McpAdapter.SaidAsync(ReadAsync(
            request.Params.Uri, McpAdapter.IdOf(request.JsonRpcRequest), caller?.Invoke(), cancellationToken));
    }

    /// <summary>Where the whole of a completed result can be read; null where a resource cannot carry it.</summary>
    public IReadOnlyList<ResultForm>? FormsOf(ShownResult result)
    {
        if (result.Stored.Size > MostBytes) return null;
        if (known.Count >= MostKnown) known.Clear();
        return known.GetOrAdd((result.OutputId, result.Name, result.Numbering, result.Stored.Size), _ =>
        {
            var readable = Forms.Where(it => it.IsLinked && (result.Stored.Scan is not null || it.Path == StoredPath));
            return [.. readable.Select(it => it.Link(result))];
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

    private async Task<ReadResourceResult> ReadAsync(
        string uri, string requestId, Caller? caller, CancellationToken cancellationToken)
    {
        if (uri == HeatMapPage.Uri) return new() { Contents = [PageContents()], TimeToLive = Kept, CacheScope = CacheScope.Public };
        if (Skills.Read(uri) is { } skill) return skill;
        if (uri == JobsResource.Uri) return await JobsResource.ReadAsync(backend.For(caller), cancellationToken);
        if (!uri.StartsWith(Scheme, StringComparison.Ordinal)) throw NotFound(uri);
        if (Address.Match(uri) is not { Success: true } address) throw NotFound(uri);
        var offset = address.Groups["offset"] is { Success: true } given ? int.Parse(given.Value, CultureInfo.InvariantCulture) : 0;
        if (Forms.FirstOrDefault(it => it.Path == address.Groups["path"].Value) is not { } form) throw NotFound(uri);
        var text = address.Groups["id"].Value;
        if (form.Path == "" && OutputId.TryParse(text, backend.OutputLocation, out var id) && BatchRecord.IsId(id)
            && await batches.ReadAsync(id, caller, cancellationToken) is { } batch)
            return new()
            {
                Contents = [new TextResourceContents { Uri = uri, MimeType = form.Type, Text = Encoding.UTF8.GetString(batch) }],
                CacheScope = CacheScope.Private
            };
        var arguments = new JsonObject { ["output_id"] = text, ["numbering_offset"] = offset };
        var answer = await runner.RunAsync(McpAdapter.Results, JsonElement.Parse(arguments.ToJsonString()),
            new(View.Full, int.MaxValue) { RequestId = requestId, Caller = caller, ShowsNames = true }, cancellationToken);
        if (answer is not { Result: { } result, Envelope: Envelope.Succeeded { Data: ToolData.Completed completed } })
            throw Missing(answer.Envelope, uri, text);
        if (result.Stored.Size is > MostBytes and var length)
            throw new McpProtocolException(
                $"The stored result has {length:N0} bytes, more than a resource carries ({MostBytes:N0}). It is at "
                + $"{completed.S3OutputPath}.", McpErrorCode.InvalidParams);
        return new() { Contents = [form.Contents(result, uri)], TimeToLive = Kept, CacheScope = CacheScope.Private };
    }

    private static McpProtocolException Missing(Envelope envelope, string uri, string id) => envelope switch
    {
        Envelope.Failed { ErrorCode: ErrorCode.InvalidS3Path or ErrorCode.InvalidEventStructure } => NotFound(uri),
        Envelope.Failed { ErrorCode: not ErrorCode.PredictionFailed } it => new(it.Message, McpErrorCode.InternalError),
        _ => new($"No completed result for '{id}'. Ask get_results how the job stands.", McpErrorCode.InvalidParams),
    };

    private static VariantScan ScanOf(ShownResult result) => result.Stored.Scan ?? throw new McpProtocolException(
        "The stored result holds no heat map or predictions. Read stored.json instead.", McpErrorCode.InvalidParams);

    private static IReadOnlyList<StructureSite> SitesOf(ShownResult result) =>
        StructureSite.Numbered(ScanOf(result), "A", result.Numbering);

    private static Caption CaptionOf(ShownResult result) => new(result.Name, result.Stored.Told("model_version", 60));

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

    /// <summary>One way to read a result.</summary>
    private sealed record Form(string Path, string Name, string Type, string Description, Func<ShownResult, ReadOnlyMemory<byte>> Make)
    {
        public bool IsText { get; init; } = true;

        /// <summary>false: found in the list of templates; no answer spends words on it.</summary>
        public bool IsLinked { get; init; } = true;

        public ResourceContents Contents(ShownResult result, string uri) => IsText
            ? new TextResourceContents { Uri = uri, MimeType = Type, Text = Encoding.UTF8.GetString(Make(result).Span) }
            : BlobResourceContents.FromBytes(Make(result), uri, Type);

        public ResourceTemplate Template() => new()
        {
            UriTemplate = Scheme + "{output_id}" + Path + "{?numbering_offset}",
            Name = Name,
            Title = Description,
            MimeType = Type
        };

        public ResultForm Link(ShownResult result) => new(
            Scheme + result.OutputId + Path
                + (result.Numbering.Offset == 0 ? ""
                    : $"?numbering_offset={result.Numbering.Offset.ToString(CultureInfo.InvariantCulture)}"),
            Name,
            Type,
            Make(result).Length);
    }
}
