using System.Globalization;
using Amplify.Local.Hub;
using Amplify.Model;
using Amplify.Tools;
using Amplify.Tools.Backends;
using Amplify.Tools.Inputs;

namespace Amplify.Local;

/// <summary>Which predictor the settings ask for. Whoever asks gets one, and need not know which.</summary>
public static class Predictors
{
    private const string Auto = "auto";
    private const string Net = "net";
    private const string Table = "table";

    /// <exception cref="SettingException">The checkpoint that is asked for cannot be used.</exception>
    public static IPredictor From(LocalSettings settings, TimeProvider clock) => settings.Model switch
    {
        Table => new SubstitutionTable(clock),
        _ when CheckpointOf(settings) is { } checkpoint => AmplifyPredictor.From(settings, checkpoint, clock),
        _ => new SequenceNetPredictor(clock),
    };

    /// <summary>Whether that predictor is a model with weights; false: it is built in.</summary>
    /// <exception cref="SettingException">The checkpoint that is asked for cannot be used.</exception>
    public static bool HasWeights(LocalSettings settings) => CheckpointOf(settings) is not null;

    /// <summary>Whether that predictor can work, for a person who wants to know. Loads what it needs.</summary>
    public static Finding Look(LocalSettings settings)
    {
        if (settings.Model == Table)
            return Finding.Skipped("model", "AMPLIFY_MODEL is table: the substitution table answers, which is not AMPLIFY.");
        if (settings.Model == Net)
            return Finding.Skipped("model", "AMPLIFY_MODEL is net: the built-in sequence net answers, which is not AMPLIFY.");
        string? directory = null;
        try
        {
            directory = CheckpointOf(settings);
            if (directory is null)
                return Finding.Skipped("model", "The built-in sequence net answers, which is not AMPLIFY.",
                    "For AMPLIFY itself: `amplify-mcp model pull 120M`, once, 473 MB.");
            var checkpoint = Checkpoint.Open(directory);
            var (name, width) = (ModelName.Of(checkpoint), AmplifyModel.Load(checkpoint).Width);
            var loads = string.Create(CultureInfo.InvariantCulture, $"{name} loads: {checkpoint.Parameters:N0} weights, all finite");
            return Finding.Well("model", $"{loads}; {Kernel.Describe(width)}.");
        }
        catch (SettingException problem)
        {
            return Finding.Wrong("model", problem.Message, $"Correct or unset {problem.Variable}.");
        }
        catch (ModelException problem)
        {
            return Finding.Wrong(
                "model", problem.Message, $"Set AMPLIFY_MODEL_DIR to a checkpoint; `amplify-mcp model info {directory}` says more.");
        }
    }

    /// <summary>What AMPLIFY_MODEL calls the predictor that needs no weights: the one of that scorer, if it is one.</summary>
    public static string BuiltIn(Scorer scorer) => scorer.Model == SubstitutionTable.ModelVersion ? Table : Net;

    // null: what is built in answers.
    private static string? CheckpointOf(LocalSettings settings)
    {
        if (settings.Model is Net or Table) return null;
        var shelf = new ModelShelf(settings.Home);
        if (settings is { Model: Auto, ModelDirectory: { } directory })
            return Directory.Exists(directory) ? directory : throw new SettingException("AMPLIFY_MODEL_DIR",
                $"AMPLIFY_MODEL_DIR names a directory that does not exist: {directory}");
        if (settings.Model == Auto) return shelf.All() is [var last, ..] ? shelf.PathOf(last) : null;
        if (PublishedModel.Find(settings.Model) is not { } named)
        {
            return Directory.Exists(settings.Model) ? settings.Model : throw new SettingException("AMPLIFY_MODEL",
                $"AMPLIFY_MODEL is '{SafeText.Quote(settings.Model, 80)}'; it takes {Auto}, {Net}, {Table}, "
                + $"{string.Join(", ", PublishedModel.Names)} or the directory of a checkpoint");
        }

        return shelf.Has(named) ? shelf.PathOf(named)
            : throw new SettingException("AMPLIFY_MODEL",
                $"The model {named.Name} is not here. Bring it with: amplify-mcp model pull {named.Name}");
    }
}
