using System.CommandLine;
using System.Globalization;
using System.Net;
using Amplify.Local;
using Amplify.Mcp.Inference;
using Amplify.Model;
using Amplify.Tools;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Amplify.Mcp.Commands;

/// <summary>`model serve`: what SageMaker starts in the endpoint's container.</summary>
internal static partial class ServeCommand
{
    private const int Spare = 4;
    private const string DefaultModel = "/opt/ml/model";
    private const int DefaultGrace = 20, MostGrace = 25; // SageMaker kills a container 30 s after it has told it to stop

    public static Command Create(TextWriter output, TextWriter error)
    {
        var model = new Option<string>("--model")
        {
            Description = "The checkpoint's directory",
            HelpName = "DIR",
            DefaultValueFactory = _ => DefaultModel,
        };
        var host = new Option<string>("--host") { Description = "The address to listen on", DefaultValueFactory = _ => "0.0.0.0" };
        var port = new Option<int>("--port") { Description = "The port, 0 for any free one", DefaultValueFactory = _ => 8080 };
        var grace = new Option<int>("--grace")
        {
            Description = "Seconds that a request in hand may still take after SIGTERM",
            DefaultValueFactory = _ => DefaultGrace,
        };
        var command = new Command("serve", "Serve a checkpoint as SageMaker's containers do: /ping and /invocations") { model, host, port,
            grace };
        command.SetAction((parsed, cancellationToken) => Ending.OfAsync(error.WriteLine, () =>
        {
            if (!IPAddress.TryParse(parsed.GetValue(host), out var address))
                throw new UsageException($"--host is '{parsed.GetValue(host)}'; it takes an IP address");
            if (parsed.GetValue(port) is < 0 or > IPEndPoint.MaxPort)
                throw new UsageException($"--port is {parsed.GetValue(port)}; it takes 0 to {IPEndPoint.MaxPort}");
            if (parsed.GetValue(grace) is < 0 or > MostGrace)
                throw new UsageException($"--grace is {parsed.GetValue(grace)}; it takes 0 to {MostGrace} seconds");
            return ServeAsync(
                parsed.GetValue(model)!, new(address, parsed.GetValue(port)), TimeSpan.FromSeconds(parsed.GetValue(grace)),
                    cancellationToken);
        }));
        return command;
    }

    private static async Task<int> ServeAsync(
        string directory, IPEndPoint address, TimeSpan grace, CancellationToken cancellationToken)
    {
        // Loading holds pool threads as long as it takes, and /ping must not wait until the pool has noticed.
        ThreadPool.SetMinThreads(Environment.ProcessorCount + Spare, Spare);
        var settings = LocalSettings.FromEnvironment();
        using var logs = Logs.ToStandardError(Settings.FromEnvironment());
        var logger = logs.CreateLogger("Amplify.Mcp.Inference");
        using var predictor = AmplifyPredictor.From(settings, directory, TimeProvider.System);
        await using var server = new InferenceServer(predictor, address, grace, TimeProvider.System, logs);
        await server.StartAsync(cancellationToken);
        foreach (var url in server.Urls) Serving(logger, url, predictor.Model, Kernel.Describe(Kernel.Best), settings.Threads);

        // Answers /ping with 503 until the weights are there; weights that cannot be used end the program.
        var loading = predictor.LoadAsync();
        var stopped = server.WaitForShutdownAsync(cancellationToken);
        if (await Task.WhenAny(loading, stopped) == loading) await loading;
        await stopped;
        return ExitCode.Done;
    }

    [LoggerMessage(40, LogLevel.Information, "Serving at {Url} {Model} {Kernel} {Threads}")]
    private static partial void Serving(ILogger logger, string url, string model, string kernel, int threads);
}
