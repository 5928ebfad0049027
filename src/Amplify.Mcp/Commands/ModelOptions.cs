using System.CommandLine;
using System.Globalization;
using Amplify.Local;

namespace Amplify.Mcp.Commands;

/// <summary>Which model scores and how: the options that `predict` and `results` share, each a setting said louder.</summary>
internal sealed class ModelOptions
{
    private readonly Option<string?> model = new("--model")
    {
        Description = "AMPLIFY on this machine: 120M or 350M once pulled, or a checkpoint's directory (as AMPLIFY_MODEL)",
        HelpName = "MODEL",
    };

    private readonly Option<string?> method = new("--method")
    {
        Description = "How that model scores (default: masked marginals up to 400 residues, one wild-type pass above)",
    };

    private readonly Option<bool> window =
        new("--window") { Description = "Score a sequence longer than that model reads in a window around each position" };

    private readonly Option<int?> threads = new("--threads") { Description = "Threads that model may use (default: all processors)" };

    public ModelOptions() => method.AcceptOnlyFromAmong(MethodNames.Masked, MethodNames.WildType);

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[model, method, window, threads]) command.Add(option);
    }

    /// <summary>Settings as they were given on the command line; null leaves what the environment says.</summary>
    public IReadOnlyList<Override> Read(ParseResult parsed) =>
    [
        new("AMPLIFY_MODEL", parsed.GetValue(model), model.Name),
        new("AMPLIFY_METHOD", parsed.GetValue(method), method.Name),
        new("AMPLIFY_WINDOW", parsed.GetValue(window) ? "true" : null, window.Name),
        new("AMPLIFY_THREADS", parsed.GetValue(threads)?.ToString(CultureInfo.InvariantCulture), threads.Name),
    ];

    /// <summary>How a model scores can only be said where one does.</summary>
    /// <exception cref="UsageException">A flag was given that nothing would obey.</exception>
    public static void Check(ProgramSettings settings, IReadOnlyList<Override> overrides)
    {
        if (overrides.FirstOrDefault(it => it.IsGiven) is not { Flag: { } flag }) return;
        if (settings.Backend is not BackendSettings.Local { Settings: var local })
            throw new UsageException($"{flag} says how AMPLIFY scores on this machine, and here an endpoint does. "
                + "AMPLIFY_BACKEND=local brings this machine's.");
        if (overrides.FirstOrDefault(it => it is { IsGiven: true, Variable: not "AMPLIFY_MODEL" }) is { Flag: { } how }
            && !Predictors.HasWeights(local))
            throw new UsageException($"{how} says how AMPLIFY scores, and here a built-in predictor does, which has one way. "
                + "Give --model 120M too; `amplify-mcp model pull 120M` brings it.");
    }
}
