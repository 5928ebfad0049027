using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Amplify.Local;
using Amplify.Mcp.Commands;
using Amplify.Testing;
using Amplify.Tools;
using Amplify.Tools.Inputs;
using Amplify.Tools.Tests.Inputs;

namespace Amplify.Mcp.Tests;

/// <summary>The collected samples one by one, where their users meet them: over MCP and at the command line.</summary>
public sealed partial class RowTests : IDisposable
{
    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Theory]
    [MemberData(nameof(RowCases.Sequences), MemberType = typeof(RowCases))]
    public async Task A_sequence_over_MCP(string id, string text, string residues, string words, string never)
    {
        await using var pair = await McpPair.StartAsync(new ScriptedBackend());

        var envelope = (await pair.CallAsync("invoke_endpoint", ("sequence", text))).StructuredContent!.Value;

        if (text.Contains('|')) (residues, words) = ("", "parted by a chain break (|), which the model behind this server does not read");
        var said = residues is "" ? envelope.GetProperty("message").GetString()!
            : Said(envelope.GetProperty("data"), "normalization", "warnings");
        Assert.True(said.Contains(words, StringComparison.Ordinal) && !said.Contains(never, StringComparison.Ordinal), $"{id}: {said}");
        Assert.Equal(residues is not "", envelope.GetProperty("success").GetBoolean());
        if (residues is "") return;
        Assert.Equal(residues.Length, envelope.GetProperty("data").GetProperty("sequence_length").GetInt32());
        Assert.Equal(ProteinSequence.Hash(residues), envelope.GetProperty("data").GetProperty("sequence_sha256").GetString());
    }

    [Theory]
    [MemberData(nameof(RowCases.Sequences), MemberType = typeof(RowCases))]
    public async Task A_sequence_at_the_command_line(string id, string text, string residues, string words, string never)
    {
        var (output, error) = (new StringWriter(CultureInfo.InvariantCulture), new StringWriter(CultureInfo.InvariantCulture));

        var exit = await Session.RunAsync(
            new PlainWriter(output), new PlainWriter(error), () => new(Directory: null, Json: true, Quiet: false, Offset: 0),
            [new("AMPLIFY_HOME", directory.File("store")), new("AMPLIFY_BACKEND", "local"), new("AMPLIFY_MODEL", "table")],
            session => session.SubmitAndCollectAsync(text, null, TestContext.Current.CancellationToken));

        var said = error.ToString();
        Assert.True(said.Contains(words, StringComparison.Ordinal) && !said.Contains(never, StringComparison.Ordinal), $"{id}: {said}");
        Assert.Equal(residues is "" ? 2 : 0, exit);
        if (exit == 0) Assert.Contains($" {residues.Length} residue", said, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(RowCases.Mutations), MemberType = typeof(RowCases))]
    public async Task A_mutation_over_MCP(string id, string protein, int offset, string text, string rows, string words, string never)
    {
        var data = await AskAsync(protein, ("mutations", text), ("numbering_offset", offset));

        var found = data.GetProperty("results").GetProperty("predictions").EnumerateArray()
            .Select(it => it.GetProperty("mutation").GetString()!).ToList();
        var isSum = rows.Contains(':');
        if (int.TryParse(rows, CultureInfo.InvariantCulture, out var count)) Assert.Equal(count, found.Count);
        else Assert.Equal(isSum ? "" : rows, string.Join(' ', found));
        Assert.Equal(isSum, data.TryGetProperty("combined", out var combined));
        if (isSum)
            Assert.Equal((rows, -0.5066), (combined[0].GetProperty("mutation").GetString(), combined[0].GetProperty("score").GetDouble()));
        var notes = Said(data, "notes");
        Assert.True(notes.Contains(words, StringComparison.Ordinal) && (words is not "" || notes is ""), $"{id}: {notes}");
        Assert.DoesNotContain(never, notes, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(RowCases.Positions), MemberType = typeof(RowCases))]
    public async Task Positions_over_MCP(string id, string positions, int rows, string words)
    {
        await using var pair = await PairAsync(MutationCases.P40);

        var envelope = (await pair.CallAsync("get_results", ("output_id", "job"), ("view", "table"), ("positions", positions)))
            .StructuredContent!.Value;

        if (rows > 0) Assert.Equal(rows, envelope.GetProperty("data").GetProperty("page").GetProperty("total").GetInt32());
        Assert.Equal(rows > 0, envelope.GetProperty("success").GetBoolean());
        Assert.True(envelope.GetRawText().Contains(words, StringComparison.Ordinal), id);
    }

    [Theory]
    [InlineData("R3W", -0.3496)]
    [InlineData("T5A", -0.157)]
    [InlineData("V15I", -0.1085)]
    [InlineData("ARG-3-ALA", -0.2469)]
    [InlineData("NP_000198.1:p.Arg3Trp", -0.3496)]
    public async Task A_mutation_has_its_own_score_however_it_is_written(string text, double score)
    {
        var data = await AskAsync(MutationCases.P40, ("mutations", text));

        Assert.Equal(score, data.GetProperty("results").GetProperty("predictions")[0].GetProperty("effect_score").GetDouble());
    }

    [Fact]
    public void Every_sample_has_its_test()
    {
        string[] kinds = ["K1:5", "K2:3", "K3:6", "K4:5", "K5:3", "K6:10", "K7:6", "K8:7", "K9:3", "K10:4", "K11:4", "K12:3", "K13:2",
            "K14:3", "K15:9", "K16:5", "K17:2", "K18:1"];

        var tested = RowCases.Sequences.Select(it => it.Data.Item1).Concat(RowCases.Mutations.Select(it => it.Data.Item1))
            .Concat(RowCases.Positions.Select(it => it.Data.Item1)).Concat(RowCases.Elsewhere)
            .Select(it => Number.Match(it)).Where(it => it.Success).Select(it => it.Value).Distinct();

        Assert.Equal(kinds, tested.GroupBy(it => it[..it.IndexOf('.')]).Select(it => $"{it.Key}:{it.Count()}")
            .OrderBy(it => int.Parse(it[1..it.IndexOf(':')], CultureInfo.InvariantCulture)));
    }

    private static async Task<McpPair> PairAsync(string protein)
    {
        using var table = new SubstitutionTable(TimeProvider.System);
        var backend = new ScriptedBackend();
        backend.Answers.Enqueue(await ScriptedBackend.CompletedAsync(protein, table));
        return await McpPair.StartAsync(backend);
    }

    private static async Task<JsonElement> AskAsync(string protein, params (string, object?)[] arguments)
    {
        await using var pair = await PairAsync(protein);
        return (await pair.CallAsync("get_results", [("output_id", "job"), ("view", "table"), .. arguments])).StructuredContent!.Value
            .GetProperty("data");
    }

    private static string Said(JsonElement data, params string[] lists) => string.Join('\n', lists.SelectMany(it =>
        data.TryGetProperty(it, out var list) ? list.EnumerateArray().Select(one => one.GetString()) : []));

    [GeneratedRegex(@"\AK[0-9]+\.[0-9]+")]
    private static partial Regex Number { get; }
}
