using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Amplify.Testing;

/// <summary>
/// How a loopback server's answers travel: never kinder than a real network. By default head and body come apart, so that a reader which
/// blocks the thread that would bring the rest is found out; with a seed, everything comes in pieces of any size, some of them late.
/// </summary>
public sealed record LoopbackWire
{
    /// <summary>LOOPBACK_SEED makes pieces of everything, in every test that says nothing else.</summary>
    public static readonly LoopbackWire Default = new()
    {
        Seed = int.TryParse(Environment.GetEnvironmentVariable("LOOPBACK_SEED"), CultureInfo.InvariantCulture, out var seed) ? seed : null,
    };

    private int connections;

    /// <summary>Pieces of 1 byte to 64 kB, up to 50 ms apart; the same ones for the same seed and the same order of connections.</summary>
    public int? Seed { get; init; }

    /// <summary>Between head and body.</summary>
    public TimeSpan Gap { get; init; } = TimeSpan.FromMilliseconds(1);

    /// <summary>Over TLS, by this certificate.</summary>
    public X509Certificate2? Certificate { get; init; }

    public string Scheme => Certificate is null ? "http" : "https";

    /// <summary>What is written to it arrives as this wire has it; what is read comes as it is.</summary>
    public async Task<Stream> OverAsync(Stream raw, CancellationToken stopping)
    {
        var pieces = Seed is { } seed ? new PiecesStream(raw, new Random(seed + Interlocked.Increment(ref connections))) : raw;
        if (Certificate is null) return Apart(pieces);
        var tls = new SslStream(pieces);
        await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = Certificate }, stopping);
        return Apart(tls);
    }

    /// <summary>The same for a server that does its own TLS.</summary>
    public Stream Over(Stream raw) =>
        Apart(Seed is { } seed ? new PiecesStream(raw, new Random(seed + Interlocked.Increment(ref connections))) : raw);

    private ApartStream Apart(Stream stream) => new(stream, Gap);

    /// <summary>The head of an answer is sent, and then its body.</summary>
    private sealed class ApartStream(Stream inner, TimeSpan gap) : WireStream(inner)
    {
        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var head = buffer.Span.StartsWith("HTTP/1."u8) ? buffer.Span.IndexOf("\r\n\r\n"u8) + 4 : 0;
            if (head > 4 && head < buffer.Length)
            {
                await SendAsync(buffer[..head], cancellationToken);
                if (gap > TimeSpan.Zero) await Task.Delay(gap, cancellationToken);
                buffer = buffer[head..];
            }

            await SendAsync(buffer, cancellationToken);
        }
    }

    private sealed class PiecesStream(Stream inner, Random random) : WireStream(inner)
    {
        private const int MostBits = 16;
        private const int MostMilliseconds = 50;

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            while (buffer.Length > 0)
            {
                var piece = Math.Min(buffer.Length, (int)Math.Pow(2, random.NextDouble() * MostBits));
                await SendAsync(buffer[..piece], cancellationToken);
                buffer = buffer[piece..];
                await Task.Delay(random.Next(MostMilliseconds + 1), cancellationToken);
            }
        }
    }

    private abstract class WireStream(Stream inner) : Stream
    {
        public override bool CanRead => true;
        public override bool CanWrite => true;
        public override bool CanSeek => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            inner.ReadAsync(buffer, cancellationToken);

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            inner.ReadAsync(buffer, offset, count, cancellationToken);

        public abstract override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default);

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override void Write(byte[] buffer, int offset, int count) =>
            WriteAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

        public override void Flush() => inner.Flush();

        public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected async ValueTask SendAsync(ReadOnlyMemory<byte> piece, CancellationToken cancellationToken)
        {
            await inner.WriteAsync(piece, cancellationToken);
            await inner.FlushAsync(cancellationToken);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
