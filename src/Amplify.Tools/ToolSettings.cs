namespace Amplify.Tools;

/// <summary>What the tools themselves are set to, in every host.</summary>
/// <param name="reuses">Whether earlier jobs are found without a word: where that costs nothing.</param>
public sealed class ToolSettings(SettingReader read, bool reuses)
{
    /// <summary>null: the host decides.</summary>
    public View? DefaultView { get; } = read.ChoiceOf("DEFAULT_VIEW", "summary", "full") switch
    {
        "summary" => View.Summary,
        "full" => View.Full,
        _ => null,
    };

    /// <summary>Whether a sequence submitted before gets its earlier job.</summary>
    public bool Reuse { get; } = read.Flag("AMPLIFY_REUSE", reuses);

    /// <summary>null: results belong to nobody.</summary>
    public CallerSettings? Callers { get; } = CallerSettings.Read(read);
}
