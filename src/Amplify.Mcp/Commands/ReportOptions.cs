using System.CommandLine;
using Amplify.Tools;

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

    public Option<FileInfo?> Structure { get; } = new("--structure")
    {
        Description = "A PDB or mmCIF file of this protein: writes a copy with each position's mean score as its B-factor, and files that "
            + "colour it in ChimeraX and PyMOL",
        HelpName = "FILE",
    };

    public Option<string?> Chain { get; } = new("--chain")
    {
        Description = "Only this chain of the structure; without --structure, files that colour a chain numbered as the sequence is",
        HelpName = "A",
    };

    public ReportOptions() => View.AcceptOnlyFromAmong("summary", "full");

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[Out, Json, View, Quiet, Offset, Structure, Chain]) command.Add(option);
    }

    public Report Read(ParseResult parsed)
    {
        var (json, structure, chain) = (parsed.GetValue(Json), parsed.GetValue(Structure), parsed.GetValue(Chain));
        var wanted = structure is null && chain is null ? null : new WantedStructure(structure, chain);
        var directory = parsed.GetValue(Out)?.FullName ?? (json && wanted is null ? null : Path.GetFullPath(DefaultDirectory));
        var view = Enum.Parse<View>(parsed.GetValue(View)!, ignoreCase: true);
        return new(directory, json, view, parsed.GetValue(Quiet), parsed.GetValue(Offset), wanted);
    }
}

/// <param name="Directory">Where files go; null: nowhere.</param>
/// <param name="Offset">Added to every position that is shown.</param>
/// <param name="Structure">What to colour; null: nothing.</param>
internal sealed record Report(string? Directory, bool Json, View View, bool Quiet, int Offset, WantedStructure? Structure = null);
