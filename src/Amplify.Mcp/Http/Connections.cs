using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Amplify.Mcp.Http;

/// <summary>
/// Connections that are open, idle and half-sent ones with them: no client's keep another's, or a probe's, from being taken.
/// </summary>
internal sealed class Connections(int most)
{
    /// <summary>That are being sent away, at most.</summary>
    public const int Leaving = 32;

    private const int OtherFiles = 128; // those, more libraries, the store, connections to AWS

    private static readonly byte[] Full =
        "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nRetry-After: 5\r\nContent-Length: 0\r\n\r\n"u8.ToArray();

    private readonly FairShare share = new(most);

    public async Task InvokeAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var client = FairShare.ClientAt((connection.RemoteEndPoint as IPEndPoint)?.Address);
        if (!share.TryTake(client))
        {
            await connection.Transport.Output.WriteAsync(Full, CancellationToken.None); // never more than the pipe takes at once
            return;
        }

        try
        {
            await next(connection);
        }
        finally
        {
            share.Return(client);
        }
    }

    /// <summary>What was asked for, or what this process may have open at a time, beside what it has, if that is less.</summary>
    public static int Most(int asked) => Math.Max(1, Math.Min(asked, FreeFiles() - OtherFiles));

    private static int FreeFiles()
    {
        const string Limits = "/proc/self/limits";
        if (!File.Exists(Limits)) return int.MaxValue;
        var words = File.ReadLines(Limits).First(it => it.StartsWith("Max open files", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return int.TryParse(words[3], NumberStyles.None, CultureInfo.InvariantCulture, out var files)
            ? files - Directory.EnumerateFiles("/proc/self/fd").Count() : int.MaxValue;
    }
}
