using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using Amplify.Mcp.Http;
using Amplify.Tools;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Amplify.Mcp.Commands;

/// <summary>`http`: the MCP server for a team, until it is told to stop; `--check` asks a running one how it is.</summary>
internal static partial class HttpCommand
{
    public static Command Create(TextWriter output, TextWriter error)
    {
        var host = new Option<string?>("--host") { Description = $"Address to listen on (default 127.0.0.1; {HttpSettings.HostVariable})" };
        var port = new Option<string?>("--port") { Description = $"Port, 0 for any free one (default 8000; {HttpSettings.PortVariable})" };
        var allowed = new Option<string[]>("--allowed-hosts")
        {
            Description = $"Names clients call this server by, or '*'; needed beyond loopback ({HttpSettings.AllowedHostsVariable})",
            AllowMultipleArgumentsPerToken = true,
        };
        var check =
            new Option<bool>("--check") { Description = "Do not serve: ask the server there for /health, and exit with 0 if it is alive" };
        var command = new Command("http", "Serve MCP over HTTP at /mcp, stateless: any replica answers any request")
        {
            host, port, allowed, check,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            // An option is a variable said louder: same rule, same message, its own name.
            Override[] said =
            [
                new(HttpSettings.HostVariable, parsed.GetValue(host), host.Name),
                new(HttpSettings.PortVariable, parsed.GetValue(port), port.Name),
                new(HttpSettings.AllowedHostsVariable,
                    parsed.GetValue(allowed) is { Length: > 0 } names ? string.Join(',', names) : null, allowed.Name),
            ];
            var settings = new Settings(name => said.FirstOrDefault(it => it.Variable == name).Value
                ?? Environment.GetEnvironmentVariable(name));
            return await Ending.OfAsync(problem => error.WriteLine(Flags.Named(problem, said)), () => parsed.GetValue(check)
                ? CheckAsync(settings.Read(it => new HttpSettings(it)), output, cancellationToken)
                : ServeAsync(settings, error, cancellationToken));
        });
        return command;
    }

    private static async Task<int> ServeAsync(Settings settings, TextWriter error, CancellationToken cancellationToken)
    {
        NativeMemory.LimitHeaps();
        var http = settings.Read(HttpSettings.Read);
        using var logs = Logs.ToStandardError(settings);
        await using var parts = new Composition(settings, logs, TimeProvider.System, Logs.Metrics(settings, logs));
        using var telemetry = Telemetry.Start(settings, logs);
        await using var app = HttpServer.Create(parts, http);
        if (!IsFree(http))
        {
            await error.WriteLineAsync($"amplify-mcp: cannot listen at {http.Host}:{http.Port}: another program has this port, or the "
                + "address is not this machine's. Choose with --port and --host.");
            return ExitCode.Failed;
        }

        await app.StartAsync(cancellationToken);
        foreach (var url in app.Urls) Listening(logs.CreateLogger("Amplify.Mcp.Http"), url + HttpServer.McpPath);
        parts.Resume();
        await app.WaitForShutdownAsync(cancellationToken);
        return ExitCode.Done;
    }

    // Asked before the web server does, which would say it with a stack trace.
    private static bool IsFree(HttpSettings http)
    {
        using var probe = new TcpListener(http.Host, http.Port);
        try
        {
            probe.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static async Task<int> CheckAsync(HttpSettings settings, TextWriter output, CancellationToken cancellationToken)
    {
        var address = settings.Host.Equals(IPAddress.Any) ? IPAddress.Loopback
            : settings.Host.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback
            : settings.Host;
        var url = new UriBuilder("http", address.ToString(), settings.Port, "/health").Uri;
        using var direct = new SocketsHttpHandler { UseProxy = false }; // a proxy knows nothing of this machine
        using var client = new HttpClient(direct) { Timeout = TimeSpan.FromSeconds(3) };
        try
        {
            using var answer = await client.GetAsync(url, cancellationToken);
            await output.WriteLineAsync($"{url} answers {(int)answer.StatusCode}");
            return answer.IsSuccessStatusCode ? ExitCode.Done : ExitCode.Failed;
        }
        catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException)
        {
            await output.WriteLineAsync($"{url} does not answer");
            return ExitCode.Failed;
        }
    }

    [LoggerMessage(30, LogLevel.Information, "Listening at {Url}")]
    private static partial void Listening(ILogger logger, string url);
}
