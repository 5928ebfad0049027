using System.Globalization;
using Amplify.Model;
using Amplify.Tools;
using Amplify.Tools.Backends;

namespace Amplify.Local;

/// <summary>Which predictor the settings ask for. Whoever asks gets one, and need not know which.</summary>
public static class Predictors
{
    /// <exception cref="SettingException">The checkpoint that is asked for cannot be used.</exception>
    public static IPredictor From(Settings settings, TimeProvider clock) => settings switch
    {
        { Model: "table" } => new SubstitutionTable(clock),
        { Model: "auto", ModelDirectory: { } directory } => AmplifyPredictor.From(settings, directory, clock),
        _ => new SequenceNetPredictor(clock),
    };

    /// <summary>Whether that predictor can work, for a person who wants to know. Loads what it needs.</summary>
    public static Finding Look(Settings settings)
    {
        if (settings.Model == "table")
            return Finding.Skipped("model", "AMPLIFY_MODEL is table: the substitution table answers, which is not AMPLIFY.");
        if (settings.Model == "net")
            return Finding.Skipped("model", "AMPLIFY_MODEL is net: the built-in sequence net answers, which is not AMPLIFY.");
        if (settings.ModelDirectory is not { } directory)
            return Finding.Skipped("model", "AMPLIFY_MODEL_DIR is not set: the built-in sequence net answers, which is not AMPLIFY.");
        try
        {
            var checkpoint = Checkpoint.Open(directory);
            var (name, width) = (AmplifyPredictor.NameOf(checkpoint), AmplifyModel.Load(checkpoint).Width);
            var loads = string.Create(CultureInfo.InvariantCulture, $"{name} loads: {checkpoint.Parameters:N0} weights, all finite");
            return Finding.Well("model", $"{loads}; {Kernel.Describe(width)}.");
        }
        catch (ModelException problem)
        {
            return Finding.Wrong(
                "model", problem.Message, $"Set AMPLIFY_MODEL_DIR to a checkpoint; `amplify-mcp model info {directory}` says more.");
        }
    }
}
