using System.Net.Http.Headers;

namespace Amplify.Testing;

/// <summary>Passes requests on to a server, as they came.</summary>
public sealed class LoopbackPass(string address) : IDisposable
{
    private static readonly string[] OfTheConnection =
        ["Host", "Content-Length", "Connection", "Expect", "Transfer-Encoding", "Server", "Date"];

    private readonly HttpClient server = new() { BaseAddress = new(address) };

    public async Task<LoopbackReply> SendAsync(LoopbackRequest request)
    {
        using var passed = new HttpRequestMessage(new(request.Method), request.Target) { Content = new ByteArrayContent(request.Body) };
        foreach (var (name, value) in request.Headers.Where(it => !OfTheConnection.Contains(it.Key, StringComparer.OrdinalIgnoreCase)))
        {
            if (!passed.Headers.TryAddWithoutValidation(name, value)) passed.Content.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await server.SendAsync(passed);
        return new((int)response.StatusCode)
        {
            Bytes = await response.Content.ReadAsByteArrayAsync(),
            Headers = Passed(response.Headers).Concat(Passed(response.Content.Headers)).ToDictionary(),
        };
    }

    public void Dispose() => server.Dispose();

    private static IEnumerable<KeyValuePair<string, string>> Passed(HttpHeaders headers) => headers
        .Where(it => !OfTheConnection.Contains(it.Key, StringComparer.OrdinalIgnoreCase))
        .Select(it => KeyValuePair.Create(it.Key, string.Join(',', it.Value)));
}
