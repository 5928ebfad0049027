using System.Text.RegularExpressions;
using Amplify.Model;

namespace Amplify.Local.Hub;

/// <summary>
/// A model of the AMPLIFY authors on HuggingFace: the revision its name stands for here, and the files' SHA-256 where they are known.
/// </summary>
public sealed partial record PublishedModel(string Name, string Repository, string Revision, IReadOnlyDictionary<string, string> Sha256)
{
    public const string Licence = "MIT, chandar-lab";

    /// <summary>The weights come last: whatever is wrong with the small files is told before the long download.</summary>
    public static readonly IReadOnlyList<string> Files =
        ["config.json", "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", Checkpoint.WeightsFile];

    private static readonly PublishedModel[] All =
    [
        new("120M", "chandar-lab/AMPLIFY_120M", "d918a9e8c64dc43f6ec4996022c3deba14d66470", new Dictionary<string, string>
        {
            ["config.json"] = "b28a52518d6006d5f0ceda4737b8623a30760fc79294f84771eb061b7bb8c5d3",
            ["tokenizer.json"] = "07043215b16802129fee788489f51e245f8d28e1d05fedb42cdb6900749f54db",
            [Checkpoint.WeightsFile] = "a2375f1f54cbe00bdbe27eedcd039c92d12f165720c0349bc582a6eb42c099ce",
        }),
        new("350M", "chandar-lab/AMPLIFY_350M", "223e35e4e2074fadfdc1617f3451b14fa5ace1c8", new Dictionary<string, string>
        {
            [Checkpoint.WeightsFile] = "9df2a8e1c6c220914b2e231008d5372235192c98e47f28abc4bf17e0ea97b5ed",
        }),
    ];

    public static IReadOnlyList<string> Names { get; } = [.. All.Select(it => it.Name)];

    /// <summary>Only files a checkpoint can be without may be missing from a repository.</summary>
    public static bool IsRequired(string file) => file is "config.json" or "tokenizer.json" or Checkpoint.WeightsFile;

    /// <param name="name">120M or 350M, or either with a revision of its repository: 120M@main.</param>
    public static PublishedModel? Find(string name)
    {
        if (Address.Match(name) is not { Success: true } parts) return null;
        var known = All.FirstOrDefault(it => it.Name.Equals(parts.Groups["name"].Value, StringComparison.OrdinalIgnoreCase));
        return parts.Groups["revision"] is { Success: true } revision && known is not null ? known.At(revision.Value) : known;
    }

    // What was published is known of one revision only; another's files are held to what the hub says of them.
    private PublishedModel At(string revision) => revision == Revision ? this
        : this with { Name = $"{Name}@{revision}", Revision = revision, Sha256 = new Dictionary<string, string>() };

    // Names a directory, too.
    [GeneratedRegex(@"\A(?<name>[0-9]+[Mm])(@(?<revision>[A-Za-z0-9][A-Za-z0-9._-]{0,79}))?\z")]
    private static partial Regex Address { get; }
}
