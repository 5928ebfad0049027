using System.CommandLine;

namespace Amplify.Mcp.Commands;

/// <summary>How a prediction is to be reported: the options that `predict` and `results` share.</summary>
internal sealed class ReportOptions
{
    public const string DefaultDirectory = "amplify-results";

    public Option<DirectoryInfo?> Out { get; } = new("--out", "-o")
    {
        Description =
            $"Directory for files (default {DefaultDirectory}; with --json, or where something particular is asked, none is written unless "
            + "this is given)",
        HelpName = "DIR",
    };

    public Option<bool> Json { get; } = new("--json") { Description = "Print the answer as JSON" };

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

    public static Option<bool> Opening() => new("--open") { Description = "Open the page of the heat map, as this machine opens pages" };

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[Out, Json, Quiet, Offset, Structure, Chain]) command.Add(option);
    }

    /// <param name="question">null: nothing in particular is asked.</param>
    /// <param name="opens">A page is to be opened, so there has to be one.</param>
    public Report Read(ParseResult parsed, QuestionOptions? question = null, bool opens = false)
    {
        var (json, structure, chain) = (parsed.GetValue(Json), parsed.GetValue(Structure), parsed.GetValue(Chain));
        var wanted = structure is null && chain is null ? null : new WantedStructure(structure, chain);
        var asked = question?.Read(parsed, json);
        var directory = parsed.GetValue(Out)?.FullName
            ?? ((json || asked is not null) && wanted is null && !opens ? null : Path.GetFullPath(DefaultDirectory));
        return new(directory, json, parsed.GetValue(Quiet), parsed.GetValue(Offset), wanted) { Question = asked, Opens = opens };
    }
}

/// <param name="Directory">Where files go; null: nowhere.</param>
/// <param name="Offset">Added to every position that is shown.</param>
/// <param name="Structure">What to colour; null: nothing.</param>
internal sealed record Report(string? Directory, bool Json, bool Quiet, int Offset, WantedStructure? Structure = null)
{
    /// <summary>null: the whole in brief.</summary>
    public Question? Question { get; init; }

    /// <summary>Whether the page is opened once it is written.</summary>
    public bool Opens { get; init; }
}
