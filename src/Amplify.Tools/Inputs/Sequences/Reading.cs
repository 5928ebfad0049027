namespace Amplify.Tools.Inputs.Sequences;

/// <summary>What a reader made of a text: residues, or a reason why there are none, and a sentence for each thing it set aside.</summary>
internal sealed record Reading(string Letters)
{
    /// <summary>What was certainly meant.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>What was probably meant; the user should look.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>What the text is, where it is recognised and not read, and what to send instead.</summary>
    public string? Refusal { get; init; }

    /// <summary>The sequences that were found, by name, and how many residues each has.</summary>
    public IReadOnlyList<(string Name, int Length)> Records { get; init; } = [];

    /// <summary>The text of each, where there are several that could be read alone.</summary>
    public IReadOnlyList<string> Parts { get; init; } = [];

    /// <summary>What its header calls it.</summary>
    public string? Name { get; init; }

    /// <summary>Letters are lines that another reader looks at.</summary>
    public bool IsBody { get; init; }

    public static Reading Refuse(string reason) => new("") { Refusal = reason };

    public static Reading Body(IEnumerable<string> lines) => new(string.Join('\n', lines)) { IsBody = true };

    /// <summary>What was said before comes first.</summary>
    public Reading After(Reading earlier) => this with
    {
        Notes = [.. earlier.Notes, .. Notes],
        Warnings = [.. earlier.Warnings, .. Warnings],
        Records = Records.Count > 0 ? Records : earlier.Records,
        Name = Name ?? earlier.Name,
    };

    /// <summary>Several sequences where one is read.</summary>
    public static Reading Several(string how, IEnumerable<(string? Name, IEnumerable<string> Lines)> found)
    {
        var records = found.Select(it => (Name: it.Name is null or "" ? "(no name)" : SafeText.Quote(it.Name),
            Length: it.Lines.Sum(line => line.Count(char.IsAsciiLetter)))).ToList();
        var named = string.Join(", ", records.Take(5).Select(it => $"'{it.Name}' ({it.Length})")) + (records.Count > 5 ? ", …" : "");
        return new("")
        {
            Refusal = $"{records.Count} sequences found{how}: {named}. Submit one sequence per call, or up to 50 as FASTA.",
            Records = [.. records.Take(20)],
        };
    }
}
