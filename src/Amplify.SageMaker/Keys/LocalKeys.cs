using System.Net;
using System.Text.Json;

namespace Amplify.SageMaker.Keys;

/// <summary>
/// Keys that the machine, or whoever runs the container, hands out at an address of its own: near, plain, and never through a proxy.
/// </summary>
internal static class LocalKeys
{
    private const int MostBytes = 64 * 1024;

    private static readonly HttpClient Http = new(
        new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, ConnectTimeout = TimeSpan.FromSeconds(2) })
    {
        Timeout = Timeout.InfiniteTimeSpan,
        MaxResponseContentBufferSize = MostBytes,
    };

    /// <summary>The answer's status and text; null where none comes in time.</summary>
    public static async Task<(HttpStatusCode Status, string Text)?> TryAsync(
        HttpMethod method, string address, (string Name, string Value)? header, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var budget = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        budget.CancelAfter(patience);
        using var request = new HttpRequestMessage(method, address);
        if (header is var (name, value)) request.Headers.TryAddWithoutValidation(name, value);
        try
        {
            using var response = await Http.SendAsync(request, budget.Token);
            return (response.StatusCode, await response.Content.ReadAsStringAsync(budget.Token));
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException
            || (fault is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }

    /// <summary>null: the text holds none.</summary>
    public static AwsKeys? Read(string source, string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || Text("AccessKeyId") is not { } id) return null;
            return AwsKeys.From(
                source, id, Text("SecretAccessKey"), Text("Token"),
                DateTimeOffset.TryParse(Text("Expiration"), null, out var end) ? end : null);

            string? Text(string name) =>
                root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
