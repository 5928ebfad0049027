using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Amplify.Testing.Load;

/// <summary>One client: asks what agents ask, gets things wrong as people do, and sometimes hangs up in the middle.</summary>
internal sealed class LoadClient(ClientLoad load, int number) : IDisposable
{
    private const string Residues = "ACDEFGHIKLMNPQRSTVWY";
    private static readonly string[] Views = ["summary", "table", "matrix", "heatmap", "full"];
    private static readonly string[] Wrong = ["INVALID_SEQUENCE", "INVALID_S3_PATH", "INVALID_EVENT_STRUCTURE", "queue_full"];

    private readonly Random random = new(number);
    private readonly List<string> jobs = [];
    private HttpClient http = Connect(number);

    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            await Task.Delay(load.Pause * random.NextDouble(), stop); // nobody starts at the same instant
            while (!stop.IsCancellationRequested)
            {
                await StepAsync(stop);
                await Task.Delay(load.Pause * (2 * random.NextDouble()), stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // the test is over
        }
    }

    public async Task<bool> HasResultAsync(string job, CancellationToken stop)
    {
        while (true)
        {
            var answer = await AskAsync(Call("get_results", $$"""{"output_id":"{{job}}","limit":1,"wait_seconds":20}"""), stop);
            if (answer is null) continue; // too many requests: asked again when told
            var data = DataOf(answer.Value);
            if (data is null || data.Value.GetProperty("status").GetString() != "in_progress" || Known(data.Value) == false)
                return data?.GetProperty("status").GetString() == "completed";
        }
    }

    public void Dispose() => http.Dispose();

    private Task StepAsync(CancellationToken stop) => random.Next(100) switch
    {
        < 15 => AskAsync("""{"jsonrpc":"2.0","id":1,"method":"tools/list"}""", stop),
        < 25 => SubmitAsync(stop),
        < 70 when jobs.Count > 0 => AskAsync(Call("get_results",
            $$"""{"output_id":"{{jobs[random.Next(jobs.Count)]}}","view":"{{Views[random.Next(Views.Length)]}}"}"""), stop),
        < 75 => AskAsync(Call("get_results", """{"output_id":"nobody-submitted-this"}"""), stop),
        < 80 => AskAsync(Call("invoke_endpoint", """{"sequence":"MKXVB"}"""), stop),
        < 84 => AskAsync(Call("get_results", """{"output_id":"../../etc/passwd"}"""), stop),
        < 88 => AskAsync(Call("get_results", """{"view":"summary"}"""), stop),
        < 91 => AskAsync(Call("no_such_tool", "{}"), stop),
        < 94 => AskAsync("{\"jsonrpc\":", stop),
        < 97 => HangUpAsync(stop),
        _ => AskAsync("""{"jsonrpc":"2.0","id":1,"method":"ping"}""", stop),
    };

    private async Task SubmitAsync(CancellationToken stop)
    {
        var sequence = string.Concat(Enumerable.Range(0, random.Next(20, 120)).Select(_ => Residues[random.Next(Residues.Length)]));
        var answer = await AskAsync(Call("invoke_endpoint", $$"""{"sequence":"{{sequence}}"}"""), stop);
        if (answer is not { } given || DataOf(given)?.GetProperty("output_id").GetString() is not { } id) return;
        jobs.Add(id);
        load.Accepted[id] = true;
    }

    // A job that nobody works on would wait the whole 20 seconds; an unknown one answers at once. Either way nobody is there to read it.
    private async Task HangUpAsync(CancellationToken stop)
    {
        using var impatient = CancellationTokenSource.CreateLinkedTokenSource(stop);
        impatient.CancelAfter(TimeSpan.FromMilliseconds(random.Next(1, 30)));
        try
        {
            var job = jobs.Count > 0 ? jobs[^1] : "nobody-submitted-this";
            await SendAsync(Call("get_results", $$"""{"output_id":"{{job}}","view":"full","wait_seconds":20}"""), impatient.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            load.Count("hung up", TimeSpan.Zero);
        }

        http.Dispose();
        http = Connect(number);
    }

    /// <returns>The message; null where there is none, since the server had too much to do.</returns>
    private async Task<JsonElement?> AskAsync(string json, CancellationToken stop)
    {
        var started = TimeProvider.System.GetTimestamp();
        try
        {
            var (status, after, text) = await SendAsync(json, stop);
            var message = MessageOf(text);
            var kind = KindOf(status, after, message);
            load.Count(kind, TimeProvider.System.GetElapsedTime(started));
            if (kind.StartsWith("undocumented", StringComparison.Ordinal)) load.Note(kind, message);
            if (status != HttpStatusCode.TooManyRequests) return message;
            await Task.Delay(after ?? TimeSpan.Zero, stop);
            return null;
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException && !stop.IsCancellationRequested)
        {
            load.Count("undocumented: broken connection", TimeProvider.System.GetElapsedTime(started));
            load.Undocumented.Enqueue(fault.ToString());
            return null;
        }
    }

    private async Task<(HttpStatusCode Status, TimeSpan? RetryAfter, string Text)> SendAsync(string json, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, load.Mcp);
        request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        request.Headers.TryAddWithoutValidation("Accept", "application/json, text/event-stream");
        using var response = await http.SendAsync(request, stop);
        return (response.StatusCode, response.Headers.RetryAfter?.Delta, await response.Content.ReadAsStringAsync(stop));
    }

    private static string KindOf(HttpStatusCode status, TimeSpan? after, JsonElement? message) => status switch
    {
        HttpStatusCode.TooManyRequests => after is null ? "undocumented: 429 without Retry-After" : "429 with Retry-After",
        HttpStatusCode.BadRequest => "400",
        HttpStatusCode.OK when message is { } it => KindOf(it),
        _ => $"undocumented: {(int)status}",
    };

    private static string KindOf(JsonElement message)
    {
        if (message.TryGetProperty("error", out var error))
            return error.GetProperty("code").GetInt32() == -32602 ? "-32602" : $"undocumented: error {error.GetProperty("code")}";
        if (!message.GetProperty("result").TryGetProperty("structuredContent", out var envelope)) return "ok";
        if (envelope.GetProperty("success").GetBoolean()) return "ok";
        var code = envelope.GetProperty("error_code").GetString()!;
        if (envelope.TryGetProperty("details", out var it) && it.TryGetProperty("reason", out var reason)) code = reason.GetString()!;
        return Wrong.Contains(code) ? code : $"undocumented: {code}";
    }

    private static JsonElement? MessageOf(string text)
    {
        var data = text.Split('\n').LastOrDefault(it => it.StartsWith("data: ", StringComparison.Ordinal))?[6..] ?? text;
        try
        {
            return JsonElement.Parse(data);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static JsonElement? DataOf(JsonElement message) =>
        message.TryGetProperty("result", out var result) && result.TryGetProperty("structuredContent", out var envelope)
            && envelope.TryGetProperty("data", out var data) ? data : null;

    private static bool? Known(JsonElement data) => data.TryGetProperty("known", out var known) ? known.GetBoolean() : null;

    private static string Call(string tool, string arguments) =>
        $$"""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"{{tool}}","arguments":{{arguments}} } }""";

    // Limits count by address: on Linux all of 127.0.0.0/8 is this machine.
    private static IPAddress AddressOf(int number) => new([127, 1, (byte)(number / 250), (byte)((number % 250) + 1)]);

    private static HttpClient Connect(int number) => new(new SocketsHttpHandler
    {
        UseProxy = false,
        MaxConnectionsPerServer = 1,
        ConnectCallback = async (context, token) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                if (OperatingSystem.IsLinux()) socket.Bind(new IPEndPoint(AddressOf(number), 0));
                await socket.ConnectAsync(IPAddress.Loopback, context.DnsEndPoint.Port, token);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    });
}
