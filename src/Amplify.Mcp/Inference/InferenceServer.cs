using System.Net;
using Amplify.Local;
using Amplify.Tools;
using Amplify.Tools.Backends;
using Amplify.Tools.Inputs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Amplify.Mcp.Inference;

/// <summary>
/// SageMaker's container contract: GET /ping says whether the model is loaded, POST /invocations scores one sequence. One job at a time
/// has all threads. Told to stop, the job in hand has its grace, and whoever waits is sent away at once.
/// </summary>
internal sealed partial class InferenceServer : IAsyncDisposable
{
    private const string Routes = "There is nothing here but GET /ping and POST /invocations. Nothing was computed.";
    private const int MostBytes = 64 * 1024;
    private const int MostWaiting = 16;
    private const string Stops = "The server stops. Nothing was computed; send it again.";

    /// <summary>What is left of a shutdown when the grace is over: to end a pass, and to say so.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(5);

    private readonly AmplifyPredictor predictor;
    private readonly TimeProvider clock;
    private readonly ILogger logger;
    private readonly WebApplication app;
    private readonly SemaphoreSlim turn = new(1);
    private readonly CancellationTokenSource spent;
    private int waiting;

    /// <param name="grace">What a job in hand may still take when the server is told to stop.</param>
    public InferenceServer(AmplifyPredictor predictor, IPEndPoint address, TimeSpan grace, TimeProvider clock, ILoggerFactory logs)
    {
        (this.predictor, this.clock, logger) = (predictor, clock, logs.CreateLogger<InferenceServer>());
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Services.AddSingleton(logs).AddSingleton(typeof(ILogger<>), typeof(Logger<>));
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = grace + Farewell);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MostBytes;
            kestrel.Listen(address);
        });
        app = builder.Build();
        app.Run(AnswerAsync);
        spent = new(Timeout.InfiniteTimeSpan, clock);
        Stopping.Register(() => spent.CancelAfter(grace));
    }

    public ICollection<string> Urls => app.Urls;

    private CancellationToken Stopping => app.Lifetime.ApplicationStopping;

    public Task StartAsync(CancellationToken cancellationToken) => app.StartAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => app.StopAsync(cancellationToken);

    public Task WaitForShutdownAsync(CancellationToken cancellationToken) => app.WaitForShutdownAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        turn.Dispose();
        spent.Dispose();
    }

    private Task AnswerAsync(HttpContext context) => (context.Request.Path.Value, context.Request.Method) switch
    {
        ("/ping", "GET") => PingAsync(context),
        ("/invocations", "POST") => InvokeAsync(context),
        ("/ping" or "/invocations", _) => FailAsync(context, StatusCodes.Status405MethodNotAllowed, Routes, "method_not_allowed"),
        _ => FailAsync(context, StatusCodes.Status404NotFound, Routes, "not_found"),
    };

    private async Task PingAsync(HttpContext context)
    {
        context.Response.StatusCode = predictor.IsLoaded ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync($$"""{"status":"{{(predictor.IsLoaded ? "Healthy" : "Loading")}}"}""", context.RequestAborted);
    }

    private async Task InvokeAsync(HttpContext context)
    {
        if (Interlocked.Increment(ref waiting) > MostWaiting)
        {
            Interlocked.Decrement(ref waiting);
            var sentence = $"{MostWaiting} requests are waiting already. Nothing was computed; repeat later.";
            await FailAsync(context, StatusCodes.Status503ServiceUnavailable, sentence, "busy");
            return;
        }

        try
        {
            var (sequence, combinations) = await ReadAsync(context.Request, context.RequestAborted);
            await PredictAsync(context, sequence, combinations);
        }
        catch (PredictionException failure)
        {
            var status = failure.Type == PredictionException.ModelError ? StatusCodes.Status500InternalServerError
                : StatusCodes.Status400BadRequest;
            await FailAsync(context, status, failure.Message, failure.Type);
        }
        catch (BadHttpRequestException problem)
        {
            var sentence = $"The request could not be read; a body has at most {MostBytes} bytes. Nothing was computed.";
            await FailAsync(context, problem.StatusCode, sentence, "invalid_input");
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // the caller has gone, and took the job along
        }
        catch (OperationCanceledException)
        {
            await FailAsync(context, StatusCodes.Status503ServiceUnavailable, Stops, "stopping");
        }
        catch (Exception fault)
        {
            Broken(fault);
            await FailAsync(
                context, StatusCodes.Status500InternalServerError, "The model server failed; its log says how.", "internal_error");
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }
    }

    private async Task PredictAsync(HttpContext context, ProteinSequence sequence, IReadOnlyList<VariantCombination> combinations)
    {
        using var waited = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, Stopping);
        if (turn.CurrentCount == 0) Waiting(waiting, sequence.Length);
        await turn.WaitAsync(waited.Token);
        byte[] result;
        try
        {
            var (started, ids) = (clock.GetTimestamp(), RequestIds.Of(context.Request, sequence.Letters));
            Scoring(sequence.Length, ids.InferenceId, ids.CustomAttributes);
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, spent.Token);
            result = (await predictor.PredictAsync(sequence.Value, combinations, _ => { }, ended.Token)).Write();
            Predicted(sequence.Length, clock.GetElapsedTime(started).TotalMilliseconds, ids.InferenceId);
        }
        finally
        {
            turn.Release();
        }

        context.Response.ContentType = "application/json";
        context.Response.ContentLength = result.Length;
        await context.Response.Body.WriteAsync(result, context.RequestAborted);
    }

    private static async Task<(ProteinSequence, IReadOnlyList<VariantCombination>)> ReadAsync(
        HttpRequest request, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, cancellationToken);
        var bytes = body.GetBuffer().AsMemory(0, (int)body.Length);
        if (JobInput.Read(bytes.Span) is not { } input)
            throw new PredictionException(
                """The body is not {"sequence": "...", "variants": ["A10V:L12F"]} in JSON. Nothing was computed.""", "invalid_input");
        if (!ProteinSequence.TryParse(input.Sequence, out var sequence, out var problem))
            throw new PredictionException($"{problem.Message} Nothing was computed.", "invalid_sequence");
        if (input.Variants is null or []) return (sequence, []);
        return VariantCombination.TryReadAll(string.Join('\n', input.Variants), sequence.Letters, out var combinations, out var refusal)
            ? (sequence, combinations)
            : throw new PredictionException($"{refusal}. Nothing was computed.", "invalid_variants");
    }

    private async Task FailAsync(HttpContext context, int status, string message, string type)
    {
        Refused(status, type, RequestIds.Of(context.Request, "").InferenceId);
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(new JobFailure(message, type).Write(), context.RequestAborted);
    }

    [LoggerMessage(41, LogLevel.Information, "Predicted {SequenceLength} {DurationMs} {InferenceId}")]
    private partial void Predicted(int sequenceLength, double durationMs, string? inferenceId);

    [LoggerMessage(42, LogLevel.Warning, "Refused {Status} {ErrorType} {InferenceId}")]
    private partial void Refused(int status, string errorType, string? inferenceId);

    [LoggerMessage(45, LogLevel.Information, "Waiting {Requests} {SequenceLength}")]
    private partial void Waiting(int requests, int sequenceLength);

    [LoggerMessage(44, LogLevel.Information, "Scoring {SequenceLength} {InferenceId} {CustomAttributes}")]
    private partial void Scoring(int sequenceLength, string? inferenceId, string? customAttributes);

    [LoggerMessage(43, LogLevel.Error, "Prediction broke")]
    private partial void Broken(Exception fault);
}
