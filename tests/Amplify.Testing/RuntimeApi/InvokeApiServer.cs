using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Amplify.Testing.RuntimeApi;

/// <summary>The callers' side of the emulator: Lambda's Invoke API as boto3 and the AWS command line speak it.</summary>
internal sealed class InvokeApiServer(FunctionSetup setup, Func<ReadOnlyMemory<byte>, string?, Task<FunctionAnswer>> invoke)
{
    private const int MostClientContext = 3583;

    public void Map(WebApplication app)
    {
        app.MapPost("/2015-03-31/functions/{name}/invocations", (RequestDelegate)InvokeAsync);
        app.MapGet("/2015-03-31/functions/{name}", it => it.Response.WriteAsync($$$"""
            {"Configuration":{"FunctionName":"{{{setup.Name}}}","State":"Active","Runtime":"provided.al2023"}}
            """));
    }

    private async Task InvokeAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        var payload = body.Length == 0 ? "{}"u8.ToArray() : body.ToArray();
        var type = http.Request.Headers["X-Amz-Invocation-Type"].ToString();
        string? context = null;
        if (http.Request.Headers.TryGetValue("X-Amz-Client-Context", out var encoded) && !TryDecode(encoded.ToString(), out context))
        {
            await RefuseAsync(http, 400, "InvalidRequestContentException", "Client context must be a valid Base64-encoded JSON object.");
        }
        else if (payload.Length > setup.PayloadLimit)
        {
            await RefuseAsync(
                http, 413, "RequestTooLargeException",
                $"Request must be smaller than {setup.PayloadLimit} bytes for the InvokeFunction operation");
        }
        else if (!IsJson(payload))
        {
            await RefuseAsync(http, 400, "InvalidRequestContentException", "Could not parse request body into json: Unrecognized token");
        }
        else if (type == "DryRun")
        {
            http.Response.StatusCode = 204;
        }
        else if (type == "Event")
        {
            _ = invoke(payload, null); // the context travels with synchronous calls only
            http.Response.StatusCode = 202;
        }
        else
        {
            var answer = await invoke(payload, context);
            http.Response.Headers["X-Amz-Executed-Version"] = "$LATEST";
            if (answer.IsError) http.Response.Headers["X-Amz-Function-Error"] = "Unhandled";
            http.Response.ContentType = "application/json";
            await http.Response.Body.WriteAsync(answer.Payload);
        }
    }

    private static Task RefuseAsync(HttpContext http, int status, string type, string message)
    {
        http.Response.StatusCode = status;
        http.Response.Headers["x-amzn-ErrorType"] = type;
        http.Response.ContentType = "application/json";
        return http.Response.Body.WriteAsync(Json.Write(("Type", "User"), ("message", message))).AsTask();
    }

    private static bool TryDecode(string encoded, out string? context)
    {
        var bytes = new byte[encoded.Length];
        context = Convert.TryFromBase64String(encoded, bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : null;
        return encoded.Length <= MostClientContext && context is not null && context.StartsWith('{')
            && IsJson(Encoding.UTF8.GetBytes(context));
    }

    private static bool IsJson(ReadOnlyMemory<byte> text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, new() { MaxDepth = 1000 });
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
