using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Amplify.Mcp.Http;

/// <summary>
/// Takes no more connections out of the system's queue than this process may have open. Those that <see cref="Connections"/> sends away are
/// open for a moment too, and some hundreds at once would leave the runtime no file for itself, which ends it.
/// </summary>
internal sealed class BoundedListeners(SocketTransportFactory sockets, int most) : IConnectionListenerFactory
{
    /// <param name="endpoint">Where.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        new Listener(await sockets.BindAsync(endpoint, cancellationToken), most);

    private sealed class Listener(IConnectionListener inner, int most) : IConnectionListener
    {
        private readonly SemaphoreSlim places = new(most);
        private readonly CancellationTokenSource unbound = new();

        public EndPoint EndPoint => inner.EndPoint;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            try
            {
                await places.WaitAsync(unbound.Token);
            }
            catch (OperationCanceledException)
            {
                return null; // as a closed listener says it
            }

            if (await inner.AcceptAsync(cancellationToken) is not { } connection) return null;
            connection.ConnectionClosed.UnsafeRegister(it => ((SemaphoreSlim)it!).Release(), places);
            return connection;
        }

        public async ValueTask UnbindAsync(CancellationToken cancellationToken = default)
        {
            await unbound.CancelAsync();
            await inner.UnbindAsync(cancellationToken);
        }

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
