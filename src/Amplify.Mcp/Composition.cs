using System.Reflection;
using Amplify.Local;
using Amplify.Model;
using Amplify.SageMaker;
using Amplify.Tools;
using Amplify.Tools.Backends;
using Microsoft.Extensions.Logging;

namespace Amplify.Mcp;

/// <summary>
/// The parts every command of this program is made of, wired once. Making them touches no network, and no disk unless a model is to be
/// looked over.
/// </summary>
internal sealed partial class Composition : IAsyncDisposable
{
    /// <exception cref="SettingException">A setting breaks its rule; the message is for the user.</exception>
    public Composition(Settings settings, ILoggerFactory logs, TimeProvider clock)
        : this(settings, logs, clock, BackendOf(Checked(settings), logs, clock))
    {
    }

    private Composition(Settings settings, ILoggerFactory logs, TimeProvider clock, IPredictionBackend backend)
    {
        (Settings, Logs, Clock, Backend) = (settings, logs, clock, backend);
        Runner = AmplifyTools.Create(Backend, clock, Metrics, logs, () => settings.Reuse);
    }

    /// <summary>The same, for a host whose caller sees nothing but answers: a wrong setting is the answer to every call.</summary>
    public static Composition ThatAnswers(Settings settings, ILoggerFactory logs, TimeProvider clock)
    {
        try
        {
            return new(settings, logs, clock);
        }
        catch (SettingException problem)
        {
            Misconfigured(logs.CreateLogger<Composition>(), problem.Variable, problem.Message);
            return new(new(_ => null), logs, clock, new Unconfigured(problem));
        }
    }

    public static string Version { get; } =
        typeof(Composition).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    public Settings Settings { get; }

    public ILoggerFactory Logs { get; }

    public TimeProvider Clock { get; }

    public ToolMetrics Metrics { get; } = new();

    public IPredictionBackend Backend { get; }

    public ToolRunner Runner { get; }

    /// <param name="caller">How the host tells its callers apart; null: it has one.</param>
    /// <param name="leaving">The caller has sent its last.</param>
    public McpAdapter Adapter(Func<IServiceProvider?, string?>? caller = null, CancellationToken leaving = default) =>
        new(Runner, Backend, Settings, Clock, caller, leaving);

    public async ValueTask DisposeAsync()
    {
        if (Backend is IAsyncDisposable local) await local.DisposeAsync();
        (Backend as IDisposable)?.Dispose();
        Metrics.Dispose();
    }

    private static Settings Checked(Settings settings)
    {
        settings.Check();
        return settings;
    }

    private static IPredictionBackend BackendOf(Settings settings, ILoggerFactory logs, TimeProvider clock)
    {
        if (settings.Backend == "local")
            return new LocalBackend(settings.Home, PredictorOf(settings, logs, clock), clock, logs.CreateLogger<LocalBackend>());
        return new SageMakerBackend(settings, clock, logs.CreateLogger<SageMakerBackend>(), SignIn.ByServices);
    }

    private static IPredictor PredictorOf(Settings settings, ILoggerFactory logs, TimeProvider clock)
    {
        var predictor = Predictors.From(settings, clock);
        Computing(logs.CreateLogger<Composition>(), predictor.ScorerOf(1).Model, Kernel.Describe(Kernel.Best), settings.Threads);
        return predictor;
    }

    [LoggerMessage(46, LogLevel.Error, "Every call will be answered with CONFIGURATION_ERROR {Variable} {Problem}")]
    private static partial void Misconfigured(ILogger logger, string variable, string problem);

    [LoggerMessage(45, LogLevel.Information, "Predictions are computed here {Model} {Kernel} {Threads}")]
    private static partial void Computing(ILogger logger, string model, string kernel, int threads);
}
