using System.CommandLine;

namespace Amplify.Mcp.Commands;

/// <summary>How a prediction is to be reported: the options that `predict` and `results` share.</summary>
internal sealed class ReportOptions
{
    public const string DefaultDirectory = "amplify-results";

    public Option<DirectoryInfo?> Out { get; } = new("--out", "-o")
    {
        Description =
            $"Directory for the heat map and the CSV (default {DefaultDirectory}; with --json nothing is written unless this is given)",
        HelpName = "DIR",
    };

    public Option<bool> Json { get; } = new("--json") { Description = "Print the final envelope as JSON instead of the table" };

    public Option<string> View { get; } = new("--view")
    {
        Description =
        "With --json: summary (small, ranked) or full (the stored result unchanged)",
        DefaultValueFactory = _ => "summary"
    };

    public Option<bool> Quiet { get; } = new("--quiet", "-q") { Description = "No progress on standard error" };

    public Option<int> Offset { get; } = new("--numbering-offset")
    {
        Description = "Added to every position: residue i is shown as i + N",
        HelpName = "N"
    };

    public ReportOptions() => View.AcceptOnlyFromAmong("summary", "full");

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[Out, Json, View, Quiet, Offset]) command.Add(option);
    }

    public Report Read(ParseResult parsed) => new(
        parsed.GetValue(Out)?.FullName ?? (parsed.GetValue(Json) ? null : Path.GetFullPath(DefaultDirectory)),
        parsed.GetValue(Json),
        parsed.GetValue(View)!,
        parsed.GetValue(Quiet),
        parsed.GetValue(Offset));
}

/// <param name="Directory">Where files go; null: nowhere.</param>
/// <param name="Offset">Added to every position that is shown.</param>
internal sealed record Report(string? Directory, bool Json, string View, bool Quiet, int Offset);
