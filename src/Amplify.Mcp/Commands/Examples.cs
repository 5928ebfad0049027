namespace Amplify.Mcp.Commands;

/// <summary>What `--help` shows of each command in use.</summary>
internal static class Examples
{
    private const string InsulinB = "FVNQHLCGSHLVEALYLVCGERGFFYTPKT";

    private static readonly Dictionary<string, string[]> All = new()
    {
        ["amplify-mcp"] =
        [
            $"amplify-mcp predict {InsulinB}",
            "amplify-mcp model pull 120M",
            "amplify-mcp doctor",
        ],
        ["amplify-mcp predict"] =
        [
            $"amplify-mcp predict {InsulinB} --open",
            $"amplify-mcp predict {InsulinB} --mutations H5A,H10A",
            $"amplify-mcp predict {InsulinB} --variants H5A:H10A",
            "amplify-mcp predict p53.fasta --positions 170-180 --view matrix",
            "amplify-mcp predict p53.fasta --model 120M --structure 2ocj.pdb",
            "amplify-mcp predict proteome.fasta --out results",
            "amplify-mcp predict - < p53.fasta",
        ],
        ["amplify-mcp results"] =
        [
            "amplify-mcp results 01a224ca",
            "amplify-mcp results 01a224ca --wait --open",
            "amplify-mcp results 01a224ca --mutations R175H,R248Q --numbering-offset 93",
            "amplify-mcp results 01a224ca --view csv > scores.csv",
        ],
        ["amplify-mcp compare"] =
        [
            "amplify-mcp compare 01a224ca assay.csv",
            "amplify-mcp compare 01a224ca assay.csv --mutations variant --values ic50 --lower-is-better",
        ],
        ["amplify-mcp library"] =
        [
            "amplify-mcp library 01a224ca --positions 9,13,21 --limit 6",
            "amplify-mcp library 01a224ca --positions 9 --codon NNK --gene cds.fasta --out order",
        ],
        ["amplify-mcp jobs"] = ["amplify-mcp jobs", "amplify-mcp jobs --limit 100 --json"],
        ["amplify-mcp jobs cancel"] = ["amplify-mcp jobs cancel 01a224ca"],
        ["amplify-mcp jobs remove"] = ["amplify-mcp jobs remove 01a224ca", "amplify-mcp jobs remove --older-than 30d"],
        ["amplify-mcp http"] =
        [
            "amplify-mcp http",
            "amplify-mcp http --host 0.0.0.0 --port 8000 --allowed-hosts amplify.example.org",
            "amplify-mcp http --check",
        ],
        ["amplify-mcp tools"] = ["amplify-mcp tools", "amplify-mcp tools --format gateway > gateway-target.json"],
        ["amplify-mcp model"] = ["amplify-mcp model pull 120M", "amplify-mcp model list", "amplify-mcp model verify 120M"],
        ["amplify-mcp model info"] = ["amplify-mcp model info 120M", "amplify-mcp model info /models/AMPLIFY_120M"],
        ["amplify-mcp model verify"] = ["amplify-mcp model verify 120M"],
        ["amplify-mcp model serve"] = ["amplify-mcp model serve --model /opt/ml/model --port 8080"],
        ["amplify-mcp model pull"] = ["amplify-mcp model pull 120M", "amplify-mcp model pull 350M"],
        ["amplify-mcp model list"] = ["amplify-mcp model list"],
        ["amplify-mcp model remove"] = ["amplify-mcp model remove 120M"],
        ["amplify-mcp doctor"] = ["amplify-mcp doctor", "amplify-mcp doctor --json"],
        ["amplify-mcp completion"] =
        [
            "source <(amplify-mcp completion bash)",
            "amplify-mcp completion zsh > ~/.zfunc/_amplify-mcp",
            "amplify-mcp completion fish > ~/.config/fish/completions/amplify-mcp.fish",
        ],
    };

    /// <param name="command">With the names before it: `amplify-mcp model pull`.</param>
    public static IReadOnlyList<string> Of(string command) => All.GetValueOrDefault(command) ?? [];
}
