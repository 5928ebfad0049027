using System.Globalization;
using System.Text.Json;
using Amplify.Local;
using Amplify.Mcp.Commands;
using Amplify.Testing;
using Amplify.Tools;
using Amplify.Tools.Tests.Inputs;
using ModelContextProtocol.Protocol;

namespace Amplify.Mcp.Tests;

/// <summary>What people paste and write, over the wire and at the command line.</summary>
public sealed class PastedTextTests : IDisposable
{
    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task Over_MCP_every_text_is_read_warned_of_or_refused_as_it_should_be()
    {
        await using var pair = await McpPair.StartAsync(new ScriptedBackend());
        var wrong = new List<string>();
        foreach (var (text, residues, words) in PastedTextCases.Read.Select(it => it.Data))
        {
            var data = Data(await pair.CallAsync("invoke_endpoint", ("sequence", text)));
            if (Length(data) != residues.Length || !Said(data, "normalization", "warnings").Contains(words, StringComparison.Ordinal))
                wrong.Add(text);
        }

        foreach (var (text, residues, words) in PastedTextCases.Warned.Select(it => it.Data))
        {
            var data = Data(await pair.CallAsync("invoke_endpoint", ("sequence", text)));
            if (Length(data) != residues.Length || !Said(data, "warnings").Contains(words, StringComparison.Ordinal)) wrong.Add(text);
        }

        foreach (var (text, words, never) in PastedTextCases.Refused.Select(it => it.Data))
        {
            var envelope = (await pair.CallAsync("invoke_endpoint", ("sequence", text))).StructuredContent!.Value;
            var message = envelope.GetProperty("message").GetString()!;
            if (envelope.GetProperty("success").GetBoolean() || !message.Contains(words, StringComparison.Ordinal)
                || message.Contains(never, StringComparison.Ordinal)) wrong.Add(text);
        }

        foreach (var text in PastedTextCases.Plain.Select(it => it.Data))
        {
            var data = Data(await pair.CallAsync("invoke_endpoint", ("sequence", text)));
            if (data is not { } it || it.TryGetProperty("warnings", out _)) wrong.Add(text);
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public async Task At_the_command_line_every_text_is_read_warned_of_or_refused_as_it_should_be()
    {
        var wrong = new List<string>();
        foreach (var (text, residues, words) in PastedTextCases.Read.Concat(PastedTextCases.Warned).Select(it => it.Data))
        {
            var (exit, told) = await PredictAsync(text);
            if (exit != 0 || !told.Contains($" {residues.Length} residues", StringComparison.Ordinal)
                || !told.Contains(words, StringComparison.Ordinal)) wrong.Add($"{text}: {told}");
        }

        foreach (var (text, words, never) in PastedTextCases.Refused.Select(it => it.Data))
        {
            var (exit, told) = await PredictAsync(text);
            if (exit != 2 || !told.Contains(words, StringComparison.Ordinal) || told.Contains($": {never}", StringComparison.Ordinal))
                wrong.Add($"{text}: {told}");
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public async Task Over_MCP_every_notation_is_answered_by_its_rows_its_sum_or_its_name()
    {
        using var table = new SubstitutionTable(TimeProvider.System);
        var backend = new ScriptedBackend();
        backend.Answers.Enqueue(await ScriptedBackend.CompletedAsync(MutationCases.P40, table));
        await using var pair = await McpPair.StartAsync(backend);
        var wrong = new List<string>();
        async Task<JsonElement> AskAsync(string text) =>
            Data(await pair.CallAsync("get_results", ("output_id", "job"), ("view", "table"), ("mutations", text)))!.Value;

        foreach (var (text, rows, note) in MutationCases.Read.Select(it => it.Data))
        {
            var data = await AskAsync(text);
            var found = string.Join(' ', data.GetProperty("results").GetProperty("predictions").EnumerateArray()
                .Select(it => it.GetProperty("mutation").GetString()));
            if (found != rows || !Said(data, "notes").Contains(note, StringComparison.Ordinal)
                || (note is "" && data.TryGetProperty("notes", out _))) wrong.Add($"{text}: {found} {Said(data, "notes")}");
        }

        foreach (var (text, sum) in MutationCases.Sums.Select(it => it.Data))
        {
            var data = await AskAsync(text);
            if (!data.TryGetProperty("combined", out var combined) || combined[0].GetProperty("score").GetDouble() != sum) wrong.Add(text);
        }

        foreach (var (text, words, _) in MutationCases.Refused.Select(it => it.Data))
        {
            var data = await AskAsync(text);
            if (data.GetProperty("results").GetProperty("predictions").GetArrayLength() > 0 || !Said(data, "notes")
                .Contains(words, StringComparison.Ordinal)) wrong.Add(text);
        }

        Assert.Empty(wrong);
        Assert.Equal(-0.3496, (await AskAsync("NP_000198.1:p.Arg3Trp")).GetProperty("results")
            .GetProperty("predictions")[0].GetProperty("effect_score").GetDouble());
    }

    [Theory]
    [InlineData("10 - 12", 57, null)]
    [InlineData("10..12", 57, null)]
    [InlineData("10−12", 57, null)]
    [InlineData("R3-E6", 76, null)]
    [InlineData("R3-W6", 76, "position 6 is E, not W")]
    [InlineData("52A", 0, "insertion code")]
    public async Task Over_MCP_positions_are_read_as_they_are_written(string positions, int rows, string? words)
    {
        var backend = new ScriptedBackend();
        backend.Answers.Enqueue(await ScriptedBackend.CompletedAsync("MKRWTEFHDSNQLPVAGICYMKRWTEFHDSNQLPVAGICY"));
        await using var pair = await McpPair.StartAsync(backend);

        var envelope = (await pair.CallAsync("get_results", ("output_id", "job"), ("view", "table"),
            ("positions", positions))).StructuredContent!.Value;

        if (rows > 0) Assert.Equal(rows, envelope.GetProperty("data").GetProperty("page").GetProperty("total").GetInt32());
        if (words is not null) Assert.Contains(words, envelope.GetRawText(), StringComparison.Ordinal);
    }

    private static JsonElement? Data(CallToolResult result) =>
        result.StructuredContent!.Value.TryGetProperty("data", out var data) ? data : null;

    private static int? Length(JsonElement? data) => data?.GetProperty("sequence_length").GetInt32();

    private static string Said(JsonElement? data, params string[] lists) =>
        string.Join('\n', lists.SelectMany(it => data is { } found && found.TryGetProperty(it, out var list) ? list.EnumerateArray()
            .Select(one => one.GetString()) : []));

    private async Task<(int Exit, string Told)> PredictAsync(string text)
    {
        var (output, error) = (new StringWriter(CultureInfo.InvariantCulture), new StringWriter(CultureInfo.InvariantCulture));
        var exit = await Session.RunAsync(
            new PlainWriter(output), new PlainWriter(error), () => new(Directory: null, Json: true, Quiet: false, Offset: 0),
            [new("AMPLIFY_HOME", directory.File("store")), new("AMPLIFY_BACKEND", "local")],
            session => session.SubmitAndCollectAsync(text, null, TestContext.Current.CancellationToken));
        return (exit, error.ToString());
    }
}
