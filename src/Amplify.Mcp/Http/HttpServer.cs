using Amplify.Mcp.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Amplify.Mcp.Http;

/// <summary>MCP over stateless Streamable HTTP at /mcp. Every request stands alone, so any replica answers it.</summary>
internal static class HttpServer
{
    public const string McpPath = "/mcp";

    private static readonly string[] OwnHeaders =
        ["Accept", "Authorization", "Content-Type", .. Revisions.Headers, "Traceparent", "Tracestate"];

    private const int LargestBuffer = 64 * 1024; // of what a client sends ahead

    /// <param name="extend">Registers more than production has, for hosts that do not ship.</param>
    public static WebApplication Create(Composition parts, HttpSettings settings, Action<IServiceCollection>? extend = null)
    {
        AppContext.SetSwitch("Microsoft.AspNetCore.Server.Kestrel.DisableHttp1LineFeedTerminators",
            true); // a line ends with CR LF, for us and for any proxy
        var builder = WebApplication.CreateEmptyBuilder(new());
        var most = Connections.Most(settings.MaxConnections);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = HttpSettings.MaxBodyBytes;
            kestrel.Limits.MaxRequestBufferSize = LargestBuffer;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(75); // above the 60 s after which load balancers let go of theirs
            kestrel.RequestHeaderEncodingSelector = StrictLength.For;
            kestrel.Listen(settings.Host, settings.Port, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                var connections = new Connections(most);
                listen.Use(next => connection => connections.InvokeAsync(connection, next));
            });
        }).UseSockets(sockets => sockets.MaxReadBufferSize = LargestBuffer);
        builder.Services.AddSingleton<SocketTransportFactory>().AddSingleton<IConnectionListenerFactory>( // the last added is asked first
            it => new BoundedListeners(it.GetRequiredService<SocketTransportFactory>(), most + Connections.Leaving));
        AddServices(builder.Services, parts, settings);
        extend?.Invoke(builder.Services);

        var app = builder.Build();
        new Health(parts.Backend, parts.Clock).MapTo(app); // whatever stands above the guard is outside of it
        app.Use(new HttpGuard(settings).InvokeAsync);
        new Discovery(settings).MapTo(app); // outside of authentication
        if (settings.AllowedOrigins.Count > 0) app.UseCors(policy => Cors(policy, settings));
        app.UseRateLimiter();
        app.UseRequestTimeouts();
        var mcp = app.MapMcp(McpPath);
        if (settings.Issuer is not null)
        {
            app.UseAuthentication().UseAuthorization();
            mcp.RequireAuthorization();
            app.MapGet(HttpAuth.MetadataPath, context => HttpAuth.WriteMetadataAsync(context, settings));
            app.MapGet(HttpAuth.MetadataPath + McpPath, context => HttpAuth.WriteMetadataAsync(context, settings));
        }

        app.Use(new FrameGuard().InvokeAsync);
        app.Use(new HttpLimits(settings).InvokeAsync);
        return app;
    }

    private static void AddServices(IServiceCollection services, Composition parts, HttpSettings settings)
    {
        services.AddSingleton(parts.Logs).AddSingleton(typeof(ILogger<>), typeof(Logger<>));
        services.AddRoutingCore().AddCors();
        services.AddRateLimiter(options => HttpLimits.Rates(options, settings));
        services.AddRequestTimeouts(options => HttpLimits.Deadline(options, settings));
        if (settings.Issuer is not null) HttpAuth.Add(services, settings, parts.Clock, parts.Logs);
        services.AddHttpContextAccessor();
        var request = new HttpContextAccessor(); // the request in hand, of whichever thread
        var adapter = parts.Adapter(() => HttpCaller.Of(request.HttpContext, parts.Callers));
        services.AddMcpServer(options => adapter.Configure(options)).WithHttpTransport(transport => transport.Stateless = true);
    }

    private static void Cors(CorsPolicyBuilder policy, HttpSettings settings)
    {
        policy.WithOrigins([.. settings.AllowedOrigins])
            .WithMethods("POST", "GET", "DELETE") // the latter two for their 405, which pages want to read
            .WithExposedHeaders("WWW-Authenticate", "Retry-After")
            .SetPreflightMaxAge(TimeSpan.FromHours(1));
        if (settings.AllowedHeaders.Contains("*")) policy.AllowAnyHeader();
        else policy.WithHeaders([.. OwnHeaders, .. settings.AllowedHeaders]);
    }
}
