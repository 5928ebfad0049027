using System.Diagnostics;
using Amplify.Local;
using Amplify.Mcp.Protocol;
using Amplify.Model;
using Amplify.SageMaker;
using Amplify.Tools;
using Amplify.Tools.Backends;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Amplify.Mcp;

/// <summary>
/// The parts every command of this program is made of, wired once. Making them touches no network, and no disk unless a model is to be
/// looked over.
/// </summary>
internal sealed partial class Composition : IAsyncDisposable
{
    private const string Correct = "Correct it where your client starts this server (its env block), then restart the client. "
        + "Nothing was submitted or read.";

    private readonly View defaultView;
    private readonly Action resume;
    private readonly IPredictionBackend whole;

    /// <exception cref="SettingException">A setting breaks its rule; the message is for the user.</exception>
    public Composition(Settings settings, ILoggerFactory logs, TimeProvider clock, EmbeddedMetrics? lines = null)
        : this(settings.Read(ProgramSettings.Read), logs, clock, lines)
    {
    }

    private Composition(ProgramSettings settings, ILoggerFactory logs, TimeProvider clock, EmbeddedMetrics? lines)
        : this(settings.Tools, logs, clock, lines, BackendOf(settings.Backend, logs, clock))
    {
    }

    private Composition(ToolSettings? tools, ILoggerFactory logs, TimeProvider clock, EmbeddedMetrics? lines,
        (IPredictionBackend Backend, Action Resume) parts)
    {
        (Logs, Clock, resume, defaultView) = (logs, clock, parts.Resume, tools?.DefaultView ?? View.Summary);
        (whole, Callers) = (parts.Backend, tools?.Callers);
        Backend = CallerSettings.Guard(whole, Callers);
        Action<Invocation> record = Metrics.Record;
        if (lines is not null) record += lines.Record;
        Runner = AmplifyTools.Create(Backend, clock, record, logs, tools?.Reuse ?? false);
    }

    /// <summary>The same, for a host whose caller sees nothing but answers: a wrong setting is the answer to every call.</summary>
    public static Composition ThatAnswers(Settings settings, ILoggerFactory logs, TimeProvider clock, EmbeddedMetrics? lines = null)
    {
        try
        {
            return new(settings, logs, clock, lines);
        }
        catch (SettingException problem)
        {
            Misconfigured(logs.CreateLogger<Composition>(), problem.Variable, problem.Message);
            return new(null, logs, clock, lines, (new Unconfigured(problem, Correct), () => { }));
        }
    }

    public ILoggerFactory Logs { get; }

    public TimeProvider Clock { get; }

    public ToolMetrics Metrics { get; } = new();

    public IPredictionBackend Backend { get; }

    /// <summary>null: results belong to nobody.</summary>
    public CallerSettings? Callers { get; }

    public ToolRunner Runner { get; }

    /// <param name="caller">Who makes the call in hand; null: the host has one caller.</param>
    /// <param name="leaving">The caller has sent its last.</param>
    public McpAdapter Adapter(Func<Caller?>? caller = null, CancellationToken leaving = default) =>
        new(Runner, Backend, Clock, defaultView, caller, leaving);

    public async ValueTask DisposeAsync()
    {
        if (whole is IAsyncDisposable local) await local.DisposeAsync();
        (whole as IDisposable)?.Dispose();
        Metrics.Dispose();
    }

    /// <summary>Works on what earlier processes left.</summary>
    public void Resume() => resume();

    /// <summary>A backend for its jobs alone: nothing is scored, no model is looked for, and no worker starts.</summary>
    /// <exception cref="SettingException">A setting breaks its rule.</exception>
    public static async Task<int> WithJobsAsync(Func<IPredictionBackend, Task<int>> work)
    {
        var clock = TimeProvider.System;
        switch (Settings.FromEnvironment().Read(ProgramSettings.Read).Backend)
        {
            case BackendSettings.Local { Settings.Home: var home }:
                await using (var local = new LocalBackend(home, new SubstitutionTable(clock), clock, NullLogger<LocalBackend>.Instance))
                    return await work(local);
            case BackendSettings.SageMaker { Settings: var it }:
                using (var endpoint = new SageMakerBackend(it, clock, NullLogger<SageMakerBackend>.Instance, SignIn.ByServices))
                    return await work(endpoint);
            default:
                throw new UnreachableException();
        }
    }

    private static (IPredictionBackend, Action) BackendOf(BackendSettings settings, ILoggerFactory logs, TimeProvider clock)
    {
        switch (settings)
        {
            case BackendSettings.Local { Settings: var it }:
                var local = new LocalBackend(it.Home, PredictorOf(it, logs, clock), clock, logs.CreateLogger<LocalBackend>());
                return (local, local.ResumePending);
            case BackendSettings.SageMaker { Settings: var it }:
                return (new SageMakerBackend(it, clock, logs.CreateLogger<SageMakerBackend>(), SignIn.ByServices), () => { });
            default:
                throw new UnreachableException();
        }
    }

    private static IPredictor PredictorOf(LocalSettings settings, ILoggerFactory logs, TimeProvider clock)
    {
        var predictor = Predictors.From(settings, clock);
        Computing(logs.CreateLogger<Composition>(), predictor.Model, Kernel.Describe(Kernel.Best), settings.Threads);
        return predictor;
    }

    [LoggerMessage(46, LogLevel.Error, "Every call will be answered with CONFIGURATION_ERROR {Variable} {Problem}")]
    private static partial void Misconfigured(ILogger logger, string variable, string problem);

    [LoggerMessage(45, LogLevel.Information, "Predictions are computed here {Model} {Kernel} {Threads}")]
    private static partial void Computing(ILogger logger, string model, string kernel, int threads);
}
