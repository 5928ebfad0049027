using System.Text;
using Amplify.Tools.Backends;
using ModelContextProtocol.Protocol;

namespace Amplify.Mcp.Protocol;

/// <summary>The caller's newest jobs, for a host that shows what there is.</summary>
internal static class JobsResource
{
    public const string Uri = "amplify://jobs";
    public const int Most = 50;
    private const string Type = "application/json";

    public static Resource Description => new()
    {
        Uri = Uri,
        Name = "jobs",
        Title = "The newest jobs: name, id, status, length, model",
        MimeType = Type
    };

    /// <summary>The caller's own, as <see cref="IPredictionBackend.For"/> told callers apart.</summary>
    public static Task<JobList> NewestAsync(IPredictionBackend backend, CancellationToken cancellationToken) =>
        backend.ListAsync(Most, cancellationToken);

    public static async Task<ReadResourceResult> ReadAsync(IPredictionBackend backend, CancellationToken cancellationToken)
    {
        var list = await NewestAsync(backend, cancellationToken);
        var text = Encoding.UTF8.GetString(list.Write());
        return new() { Contents = [new TextResourceContents { Uri = Uri, MimeType = Type, Text = text }], CacheScope = CacheScope.Private };
    }
}
