using System.IO.Pipelines;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Amplify.Testing.RuntimeApi;

/// <summary>A web server on a free port of this machine only.</summary>
internal static class LoopbackServer
{
    public static async Task<WebApplication> StartAsync(Action<WebApplication> map, LoopbackWire wire)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(it =>
        {
            it.Listen(IPAddress.Loopback, 0, listen => listen.Use(next => connection => OverAsync(wire, connection, next)));
            it.ResponseHeaderEncodingSelector = _ => Encoding.UTF8; // a client context need not be ASCII
            it.Limits.MaxRequestBodySize = null;
        });
        builder.Services.AddRoutingCore();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        map(app);
        await app.StartAsync();
        return app;
    }

    // Kestrel writes head and body at once; what it writes goes over the wire like everybody's.
    private static async Task OverAsync(LoopbackWire wire, ConnectionContext connection, ConnectionDelegate next)
    {
        var transport = connection.Transport;
        await using var stream = wire.Over(transport.Output.AsStream()); // its end ends the output
        connection.Transport = new Duplex(transport.Input, PipeWriter.Create(stream));
        await next(connection);
    }

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
