using System.Collections.Concurrent;
using System.Globalization;

namespace Amplify.Testing.Chaos;

/// <summary>Stands between a client and a service of AWS and lets a schedule spoil what passes.</summary>
/// <param name="error">How the service words an error: status, code.</param>
public sealed class ChaosProxy(string target, ChaosSchedule schedule, Func<int, string, LoopbackReply> error) : IAsyncDisposable
{
    private static readonly TimeSpan MostLatency = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MostDrip = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Jump = TimeSpan.FromHours(2);
    private static readonly TimeSpan SkewAllowed = TimeSpan.FromMinutes(15);
    private static readonly (int Status, string Code)[] Failures =
        [(500, "InternalError"), (500, "InternalFailure"), (503, "ServiceUnavailable")];

    private static readonly (int Status, string Code)[] Throttlings =
        [(400, "ThrottlingException"), (429, "TooManyRequestsException"), (503, "SlowDown")];

    private static readonly byte[] Junk = "HTTP/1.1 200 OK\r\n\r\n<html>"u8.ToArray();
    private static readonly int[] GatewayStatuses = [500, 502, 503, 504];

    private readonly LoopbackPass far = new(target);
    private readonly ConcurrentDictionary<ChaosFault, int> injected = [];
    private LoopbackHttp? http;
    private TimeSpan skew;

    public string Address => (http ??= new(AnswerAsync)).Address;

    /// <summary>How often each fault was injected.</summary>
    public IReadOnlyDictionary<ChaosFault, int> Injected => injected;

    /// <summary>The storm is over: everything passes.</summary>
    public bool Calm { get; set; }

    public async ValueTask DisposeAsync()
    {
        if (http is not null) await http.DisposeAsync();
        far.Dispose();
    }

    private async Task<LoopbackReply> AnswerAsync(LoopbackRequest request)
    {
        var (fault, dice) = Calm ? (ChaosFault.None, 0) : schedule.Next();
        injected.AddOrUpdate(fault, 1, (_, count) => count + 1);
        if (fault == ChaosFault.ClockJump) skew = skew == TimeSpan.Zero ? Jump : TimeSpan.Zero;
        if (IsSkewed(request)) return Dated(error(403, "RequestTimeTooSkewed"));

        switch (fault)
        {
            case ChaosFault.Latency:
                await Task.Delay(MostLatency * dice);
                break;
            case ChaosFault.ResetBefore:
                return LoopbackReply.Reset;
            case ChaosFault.HangBefore:
                return LoopbackReply.Hang;
            case ChaosFault.ServiceError:
                return Dated(OneOf(Failures, dice));
            case ChaosFault.Throttling:
                return Dated(OneOf(Throttlings, dice));
        }

        var answer = Dated(await far.SendAsync(request));
        var length = answer.Bytes.Length;
        return fault switch
        {
            ChaosFault.ResetAfter => LoopbackReply.Reset,
            ChaosFault.CloseAfter => LoopbackReply.Close,
            ChaosFault.HangAfter => LoopbackReply.Hang,
            ChaosFault.GatewayError => new(GatewayStatuses[(int)(dice * GatewayStatuses.Length)], "<html>Bad gateway</html>"),
            ChaosFault.HalfAnswer => answer with { Cut = (int)(dice * (length + 300)) },
            ChaosFault.TooShort => answer with { Missing = 1 + (int)(dice * 1_000) },
            ChaosFault.TooLong => answer with { Bytes = [.. answer.Bytes, .. Junk], Missing = -Junk.Length },
            ChaosFault.SlowLoris => answer with { Drip = MostDrip * dice },
            _ => answer,
        };
    }

    private LoopbackReply OneOf((int Status, string Code)[] errors, double dice)
    {
        var (status, code) = errors[(int)(dice * errors.Length)];
        return error(status, code);
    }

    private bool IsSkewed(LoopbackRequest request)
    {
        var (signed, format) = (request.Header("X-Amz-Date"), "yyyyMMdd'T'HHmmss'Z'");
        return DateTimeOffset.TryParseExact(signed, format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            && (at - Now).Duration() > SkewAllowed;
    }

    // The hour by which the SDK corrects its own.
    private LoopbackReply Dated(LoopbackReply reply) => reply with
    {
        Headers = reply.Headers.Append(new("Date", Now.ToString("R", CultureInfo.InvariantCulture))).ToDictionary(),
    };

    private DateTimeOffset Now => TimeProvider.System.GetUtcNow() + skew;
}
