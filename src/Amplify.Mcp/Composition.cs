using System.Reflection;
using Amplify.Local;
using Amplify.Model;
using Amplify.SageMaker;
using Amplify.Tools;
using Amplify.Tools.Backends;
using Microsoft.Extensions.Logging;

namespace Amplify.Mcp;

/// <summary>The parts every command of this program is made of, wired once. Making them touches no network, and no disk unless a model is to be looked over.</summary>
internal sealed partial class Composition : IAsyncDisposable
{
    /// <exception cref="SettingException">A setting breaks its rule; the message is for the user.</exception>
    public Composition(Settings settings, ILoggerFactory logs, TimeProvider clock)
    {
        settings.Check();
        (Settings, Logs, Clock) = (settings, logs, clock);
        Backend = BackendOf(settings, logs, clock);
        Runner = AmplifyTools.Create(Backend, clock, Metrics, logs, () => settings.Reuse);
    }

    public static string Version { get; } = typeof(Composition).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    public Settings Settings { get; }

    public ILoggerFactory Logs { get; }

    public TimeProvider Clock { get; }

    public ToolMetrics Metrics { get; } = new();

    public IPredictionBackend Backend { get; }

    public ToolRunner Runner { get; }

    public McpAdapter Adapter() => new(Runner, Backend, Settings, Clock);

    public async ValueTask DisposeAsync()
    {
        if (Backend is IAsyncDisposable local) await local.DisposeAsync();
        (Backend as IDisposable)?.Dispose();
        Metrics.Dispose();
    }

    private static IPredictionBackend BackendOf(Settings settings, ILoggerFactory logs, TimeProvider clock)
    {
        if (settings.Backend == "local") return new LocalBackend(settings.Home, PredictorOf(settings, logs, clock), clock, logs.CreateLogger<LocalBackend>());
        return new SageMakerBackend(settings, clock, logs.CreateLogger<SageMakerBackend>(), SignIn.ByServices);
    }

    private static IPredictor PredictorOf(Settings settings, ILoggerFactory logs, TimeProvider clock)
    {
        if (settings.ModelDirectory is not { } directory) return new SubstitutionTable(clock);
        var predictor = AmplifyPredictor.From(settings, directory, clock);
        Computing(logs.CreateLogger<Composition>(), predictor.ModelVersion, Kernel.Describe(Kernel.Best), settings.Threads);
        return predictor;
    }

    [LoggerMessage(45, LogLevel.Information, "Predictions are computed here {Model} {Kernel} {Threads}")]
    private static partial void Computing(ILogger logger, string model, string kernel, int threads);
}
