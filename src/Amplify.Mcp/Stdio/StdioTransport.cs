using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Amplify.Mcp.Protocol;
using Microsoft.Extensions.Logging;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace Amplify.Mcp.Stdio;

/// <summary>
/// Lines in, lines out. Unlike the SDK's, which stops writing when its input ends, it lets everything that came before be answered; it
/// answers what the SDK cannot read, and it holds no more of a line than a message may have.
/// </summary>
internal sealed partial class StdioTransport : TransportBase
{
    public const int LongestLine = 16 * 1024 * 1024;

    private static readonly JsonTypeInfo MessageType = McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(JsonRpcMessage));
    private static readonly ReadOnlyMemory<byte> ByteOrderMark = "\uFEFF"u8.ToArray();

    private readonly Stream input, output;
    private readonly ILogger logger;
    private readonly SemaphoreSlim writing = new(1, 1);
    private readonly CancellationTokenSource ended = new();
    private readonly CancellationTokenSource closed = new();
    private readonly Task reading;
    private volatile Handshake? handshake;

    public StdioTransport(Stream input, Stream output, ILoggerFactory logs)
        : base("stdio", logs)
    {
        (this.input, this.output, logger) = (input, output, logs.CreateLogger<StdioTransport>());
        SetConnected();
        reading = Task.Run(ReadAsync);
    }

    /// <summary>The client has sent its last.</summary>
    public CancellationToken Ended => ended.Token;

    public override async Task SendMessageAsync(JsonRpcMessage message, CancellationToken cancellationToken = default)
    {
        await WriteAsync(JsonSerializer.SerializeToUtf8Bytes(message, MessageType), cancellationToken);
        if (handshake is { } waiting && message is JsonRpcMessageWithId { Id: var id } && id == waiting.Id) waiting.Answered.TrySetResult();
    }

    public override async ValueTask DisposeAsync()
    {
        await closed.CancelAsync();
        await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        SetDisconnected();
    }

    private async Task ReadAsync()
    {
        try
        {
            var lines = new LineReader(input, LongestLine);
            var isFirst = true;
            while (await lines.NextAsync(closed.Token) is { } line)
            {
                var text = line.Text ?? default;
                if (isFirst && text.Span.StartsWith(ByteOrderMark.Span)) text = text[ByteOrderMark.Length..];
                isFirst = false;
                foreach (var frame in line.Text is null ? [TooLong(line.Id)] : Frame.OfLine(text)) await TakeAsync(frame);
            }
        }
        catch (Exception fault) when (fault is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // as the end of input: whoever closed it says nothing more
        }
        catch (Exception fault)
        {
            Broken(fault);
        }
        finally
        {
            await ended.CancelAsync();
            SetDisconnected(); // completes the channel; what is in it is still served
        }
    }

    private async Task TakeAsync(Frame frame)
    {
        switch (frame)
        {
            case Frame.Refused refusal:
                await WriteAsync(refusal.Write(), closed.Token);
                break;
            case Frame.Message { Value: JsonRpcRequest { Method: RequestMethods.Initialize } request }:
                // Handlers run side by side, and what follows relies on what is agreed here.
                var agreed = handshake = new(request.Id, new(TaskCreationOptions.RunContinuationsAsynchronously));
                await WriteMessageAsync(request, closed.Token);
                await agreed.Answered.Task.WaitAsync(closed.Token);
                handshake = null;
                break;
            case Frame.Message { Value: var message }:
                await WriteMessageAsync(message, closed.Token);
                break;
        }
    }

    private static Frame.Refused TooLong(string? id) => new(id, Frame.InvalidRequest,
        $"The line is longer than {LongestLine / (1024 * 1024)} MB and was not read; a sequence of 10,000 residues takes 10 KB. "
            + "Nothing was submitted.");

    private async Task WriteAsync(byte[] message, CancellationToken cancellationToken)
    {
        byte[] line = [.. message, (byte)'\n'];
        await writing.WaitAsync(cancellationToken);
        try
        {
            await output.WriteAsync(line, closed.Token).AsTask().WaitAsync(closed.Token);
            await output.FlushAsync(closed.Token).WaitAsync(closed.Token);
        }
        catch (Exception fault) when (fault is IOException or ObjectDisposedException or OperationCanceledException)
        {
            await closed.CancelAsync(); // nobody takes answers, so there is nothing to ask either
        }
        finally
        {
            writing.Release();
        }
    }

    private sealed record Handshake(RequestId Id, TaskCompletionSource Answered);

    [LoggerMessage(60, LogLevel.Error, "Reading standard input broke off")]
    private partial void Broken(Exception fault);
}
