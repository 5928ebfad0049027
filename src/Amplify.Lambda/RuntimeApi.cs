using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Amplify.Lambda;

/// <summary>One invocation as the Runtime API hands it over.</summary>
/// <param name="ClientContext">JSON text, already decoded by the platform; null where the caller sent none.</param>
/// <param name="Deadline">When the platform ends the function, in milliseconds of Unix time; null: it does not say.</param>
/// <param name="SentAt">What the platform's clock said when it handed it over, to the second; null: it does not say.</param>
internal sealed record LambdaEvent(
    string RequestId, ReadOnlyMemory<byte> Payload, string? ClientContext, long? Deadline, DateTimeOffset? SentAt, string? TraceId);

/// <summary>The calls of the Lambda Runtime API, version 2018-06-01.</summary>
internal sealed class RuntimeApi(string host) : IDisposable
{
    // The platform keeps `next` open until there is work, for days if need be.
    private readonly HttpMessageInvoker http = new(new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        ActivityHeadersPropagator = null,
        PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
        RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8,
        ResponseHeaderEncodingSelector = (_, _) => Encoding.UTF8,
    });

    private readonly string root = $"http://{host}/2018-06-01/runtime/";

    /// <exception cref="HttpRequestException">The platform gave no invocation; the process has to end.</exception>
    public async Task<LambdaEvent> NextAsync(CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, root + "invocation/next");
        using var response = await http.SendAsync(request, stop);
        response.EnsureSuccessStatusCode();
        var payload = await response.Content.ReadAsByteArrayAsync(stop);
        var headers = response.Headers.NonValidated;
        return new(
            Header(headers, "Lambda-Runtime-Aws-Request-Id")
                ?? throw new HttpRequestException("The Runtime API gave an invocation without its request id"),
            payload,
            Header(headers, "Lambda-Runtime-Client-Context"),
            long.TryParse(Header(headers, "Lambda-Runtime-Deadline-Ms"), NumberStyles.None, CultureInfo.InvariantCulture, out var deadline)
                ? deadline
                : null,
            response.Headers.Date,
            Header(headers, "Lambda-Runtime-Trace-Id"));
    }

    public Task<HttpStatusCode> RespondAsync(string requestId, ReadOnlyMemory<byte> response) =>
        PostAsync($"invocation/{requestId}/response", response, "application/json", null);

    public Task<HttpStatusCode> FailAsync(string requestId, FunctionFault fault) =>
        PostAsync($"invocation/{requestId}/error", fault.Write(), FunctionFault.ContentType, fault.Type);

    public Task<HttpStatusCode> FailInitAsync(FunctionFault fault) =>
        PostAsync("init/error", fault.Write(), FunctionFault.ContentType, fault.Type);

    public void Dispose() => http.Dispose();

    // An answer that the connection broke under is posted once more: if the platform took the first, it refuses the second, and that is
    // all.
    private async Task<HttpStatusCode> PostAsync(string path, ReadOnlyMemory<byte> body, string contentType, string? faultType)
    {
        try
        {
            return await PostOnceAsync(path, body, contentType, faultType);
        }
        catch (HttpRequestException)
        {
            return await PostOnceAsync(path, body, contentType, faultType);
        }
    }

    private async Task<HttpStatusCode> PostOnceAsync(string path, ReadOnlyMemory<byte> body, string contentType, string? faultType)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, root + path) { Content = new ReadOnlyMemoryContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(contentType);
        if (faultType is not null) request.Headers.Add("Lambda-Runtime-Function-Error-Type", faultType);
        using var response = await http.SendAsync(request, CancellationToken.None);
        await response.Content.CopyToAsync(Stream.Null); // an unread answer costs the connection
        return response.StatusCode;
    }

    private static string? Header(HttpHeadersNonValidated headers, string name) =>
        headers.TryGetValues(name, out var values) && values.ToString() is { Length: > 0 } value ? value : null;
}

/// <summary>What the platform is told when there is no answer: a type of its own kinds, and a sentence.</summary>
internal sealed record FunctionFault(string Type, string Message)
{
    public const string ContentType = "application/vnd.aws.lambda.error+json";

    public byte[] Write()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("errorMessage"u8, Message);
            json.WriteString("errorType"u8, Type);
            json.WriteStartArray("stackTrace"u8);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
