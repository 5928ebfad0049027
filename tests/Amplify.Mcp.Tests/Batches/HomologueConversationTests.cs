using System.Text.Json;
using Amplify.Local;
using Amplify.Testing;
using Amplify.Tools.Scans;
using Microsoft.ML.Tokenizers;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Amplify.Mcp.Tests.Batches;

/// <summary>"Here are 12 homologues, which tolerates mutations best at its active-site histidine?", tool call by tool call.</summary>
public sealed class HomologueConversationTests(ITestOutputHelper output) : IDisposable
{
    private const int TokenBudget = 6_000;

    /// <summary>Bovine trypsin without its signal; its catalytic histidine stands in AAHC.</summary>
    private const string Trypsin =
        "IVGGYTCGANTVPYQVSLNSGYHFCGGSLINSQWVVSAAHCYKSGIQVRLGEDNINVVEGNEQFISASKSIVHPSYNSNTLNNDIMLIKLKSAASLNSRV"
        + "ASISLPTSCASAGTQCLISGWGNTKSSGTSYPDVLKCLKAPILSDSSCKSAYPGQITSNMFCAGYLEGGKDSCQGDSGGPVVCSGKLQGIVSWGSGCAQK"
        + "NKPGVYTKVCNYVSWIKQTIASN";

    private readonly TemporaryDirectory directory = new();
    private readonly TiktokenTokenizer tokenizer = TiktokenTokenizer.CreateForModel("gpt-4");
    private int tokens;

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task Twelve_homologues_are_one_call_and_one_question()
    {
        var relatives = Enumerable.Range(1, 12).ToDictionary(it => $"TRY_{it:00}", Relative);
        var sites = relatives.ToDictionary(it => it.Key, it => it.Value.IndexOf("AHC", StringComparison.Ordinal) + 2);
        await using var client = await AmplifyProgram.ConnectAsync(directory);

        var receipt = await CallAsync(client, "invoke_endpoint",
            ("sequence", string.Concat(relatives.Select(it => $">{it.Key}\n{it.Value}\n"))));
        var id = receipt.GetProperty("output_id").GetString()!;
        JsonElement state;
        do state = await CallAsync(client, "get_results", ("output_id", id), ("wait_seconds", 20), ("limit", 1));
        while (state.GetProperty("status").GetString() == "in_progress");
        var answer = await CallAsync(client, "get_results", ("output_id", id),
            ("mutations", string.Join(", ", sites.Select(it => $"{it.Key}:H{it.Value}"))));

        output.WriteLine($"{tokens} tokens of calls and answers");
        var means = new Dictionary<string, double>();
        foreach (var (name, sequence) in relatives) means[name] = await MeanAsync(sequence, sites[name]);
        var rows = answer.GetProperty("jobs").EnumerateArray().ToList();
        Assert.Equal(12, sites.Values.Distinct().Count() > 1 ? rows.Count : 0);
        Assert.Equal(means.MaxBy(it => it.Value).Key, rows[0].GetProperty("name").GetString());
        Assert.All(rows, it => Assert.Equal(means[it.GetProperty("name").GetString()!], it.GetProperty("mean").GetDouble(), 0.0001));
        Assert.Contains(rows[0].GetProperty("name").GetString()!, answer.GetProperty("comparison").GetString(), StringComparison.Ordinal);
        Assert.InRange(tokens, 1, TokenBudget);
    }

    // Each begins at another residue and differs at every seventh to eighteenth site, but not around the histidine.
    private static string Relative(int number)
    {
        var letters = Trypsin.ToCharArray();
        var histidine = Trypsin.IndexOf("AAHC", StringComparison.Ordinal);
        for (var at = number; at < letters.Length; at += 6 + number)
        {
            if (Math.Abs(at - histidine - 2) > 3) letters[at] = "ACDEFGHIKLMNPQRSTVWY"[(at + number) % 20];
        }

        return new string(letters)[(number % 5)..];
    }

    private static async Task<double> MeanAsync(string sequence, int position)
    {
        using var net = new SequenceNetPredictor(TimeProvider.System);
        var stored = (await net.PredictAsync(sequence, _ => { }, TestContext.Current.CancellationToken)).Write();
        return StoredResult.Read(stored).Scan!.MeanAt(position - 1)!.Value;
    }

    private async Task<JsonElement> CallAsync(McpClient client, string tool, params (string Name, object? Value)[] arguments)
    {
        var given = arguments.ToDictionary(it => it.Name, it => it.Value);
        var result = await client.CallToolAsync(tool, given, cancellationToken: TestContext.Current.CancellationToken);
        Assert.NotEqual(true, result.IsError);
        tokens += tokenizer.CountTokens(string.Concat(given.Select(it => $"{it.Key}: {it.Value}\n")));
        tokens += tokenizer.CountTokens(string.Concat(result.Content.Cast<TextContentBlock>().Select(it => it.Text)));
        return result.StructuredContent!.Value.GetProperty("data");
    }
}
