using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Amplify.Mcp.Http;

/// <summary>MCP over stateless Streamable HTTP at /mcp. Every request stands alone, so any replica answers it.</summary>
internal static class HttpServer
{
    public const string McpPath = "/mcp";

    /// <param name="extend">Registers more than production has, for hosts that do not ship.</param>
    public static WebApplication Create(Composition parts, HttpSettings settings, Action<IServiceCollection>? extend = null)
    {
        settings.Check();
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = HttpSettings.MaxBodyBytes;
            kestrel.Listen(settings.Host, settings.Port);
        });
        AddServices(builder.Services, parts, settings);
        extend?.Invoke(builder.Services);

        var app = builder.Build();
        new Health(parts.Backend, parts.Clock).MapTo(app); // whatever stands above the guard is outside of it
        app.Use(new HttpGuard(settings).InvokeAsync);
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

        app.Use(FrameGuard.InvokeAsync);
        return app;
    }

    private static void AddServices(IServiceCollection services, Composition parts, HttpSettings settings)
    {
        services.AddSingleton(parts.Logs).AddSingleton(typeof(ILogger<>), typeof(Logger<>));
        services.AddRoutingCore().AddCors();
        services.AddRateLimiter(options => HttpLimits.Rates(options, settings));
        services.AddRequestTimeouts(options => HttpLimits.Deadline(options, settings));
        if (settings.Issuer is not null) HttpAuth.Add(services, settings, parts.Clock);
        services.AddHttpContextAccessor();
        var adapter = parts.Adapter(HttpCaller.Of);
        services.AddMcpServer(options => adapter.Configure(options)).WithHttpTransport(transport => transport.Stateless = true);
    }

    private static void Cors(CorsPolicyBuilder policy, HttpSettings settings) => policy
        .WithOrigins([.. settings.AllowedOrigins])
        .WithMethods("POST")
        .WithHeaders("Accept", "Authorization", "Content-Type", "Mcp-Method", "Mcp-Name", "Mcp-Protocol-Version", "Mcp-Session-Id",
            "Last-Event-ID", "Traceparent", "Tracestate")
        .WithExposedHeaders("WWW-Authenticate", "Retry-After")
        .SetPreflightMaxAge(TimeSpan.FromHours(1));
}
