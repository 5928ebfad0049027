using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Amplify.Testing.RuntimeApi;

/// <summary>The function's side of the emulator: next, response, error, init error.</summary>
internal sealed class RuntimeApiServer(InvocationQueue queue, FunctionSetup setup, Action<PendingInvocation> deliver)
{
    private const string Root = "/2018-06-01/runtime/";

    /// <summary>So many responses are read, and their connections reset.</summary>
    public int Resets { get; set; }

    /// <summary>The status of the next response or error that is posted, instead of 202.</summary>
    public int? NextStatus { get; set; }

    /// <summary>What the function posted when it could not start.</summary>
    public FunctionAnswer? InitError { get; private set; }

    public void Map(WebApplication app)
    {
        app.MapGet(Root + "invocation/next", (RequestDelegate)NextAsync);
        app.MapPost(Root + "invocation/{id}/response", it => AnswerAsync(it, isError: false));
        app.MapPost(Root + "invocation/{id}/error", it => AnswerAsync(it, isError: true));
        app.MapPost(Root + "init/error", async it =>
        {
            InitError = new(await ReadAsync(it), IsError: true);
            await SendAsync(it, 202, "OK");
        });
    }

    private async Task NextAsync(HttpContext http)
    {
        var invocation = await queue.NextAsync(http.RequestAborted);
        invocation.Deadline = TimeProvider.System.GetUtcNow() + setup.Timeout;
        var headers = http.Response.Headers;
        headers.Date = TimeProvider.System.GetUtcNow().ToString("R", CultureInfo.InvariantCulture);
        headers["Lambda-Runtime-Aws-Request-Id"] = invocation.Id;
        headers["Lambda-Runtime-Deadline-Ms"] = setup.Deadline ?? $"{invocation.Deadline.ToUnixTimeMilliseconds()}";
        headers["Lambda-Runtime-Invoked-Function-Arn"] = $"arn:aws:lambda:us-east-1:123456789012:function:{setup.Name}";
        headers["Lambda-Runtime-Trace-Id"] = LambdaEmulator.TraceId;
        if (invocation.ClientContext is { } context) headers["Lambda-Runtime-Client-Context"] = context;
        http.Response.ContentType = "application/json";
        deliver(invocation);
        await http.Response.Body.WriteAsync(invocation.Payload);
    }

    private async Task AnswerAsync(HttpContext http, bool isError)
    {
        var body = await ReadAsync(http);
        if (Resets > 0)
        {
            Resets--;
            http.Abort();
        }
        else if (queue.Find((string)http.Request.RouteValues["id"]!) is not { } invocation)
        {
            await SendAsync(http, 400, "InvalidRequestID");
        }
        else if (NextStatus is { } status)
        {
            NextStatus = null;
            invocation.TryAnswer(new(body, isError));
            await SendAsync(http, status, "Fault");
        }
        else if (body.Length > setup.PayloadLimit)
        {
            invocation.TryAnswer(FunctionAnswer.Error("Function.ResponseSizeTooLarge",
                $"Response payload size ({body.Length} bytes) exceeded maximum allowed payload size ({setup.PayloadLimit} bytes)."));
            await SendAsync(http, 413, "RequestEntityTooLarge");
        }
        else
        {
            await (invocation.TryAnswer(new(body, isError)) ? SendAsync(http, 202, "OK") : SendAsync(http, 403, "InvalidStateTransition"));
        }
    }

    private static async Task<byte[]> ReadAsync(HttpContext http)
    {
        using var buffer = new MemoryStream();
        await http.Request.Body.CopyToAsync(buffer);
        return buffer.ToArray();
    }

    private static Task SendAsync(HttpContext http, int status, string word)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        var member = status == 202 ? "status" : "errorType";
        return http.Response.WriteAsync($$"""{"{{member}}":"{{word}}"}""", Encoding.UTF8);
    }
}
