using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Amplify.Model;

/// <summary>
/// Text to token ids: one token a character, special tokens where their names are written, begin and end around them.
/// </summary>
public sealed class Vocabulary
{
    public const string Residues = "ACDEFGHIKLMNPQRSTVWY";

    /// <summary>The token between two chains: antibodies were learnt as pairs.</summary>
    public const string ChainBreak = "|";
    private const int MostList = 1 << 16;
    private readonly Dictionary<string, int> ids;
    private readonly string[] specials;
    private readonly int? unknown;
    private readonly int[] residueIds;

    private Vocabulary(Dictionary<string, int> ids, string[] specials, SpecialTokens names, int[] before, int[] after)
    {
        (this.ids, this.specials, Before, After) = (ids, specials, before, after);
        MaskId = Require(names.Mask, "mask token");
        unknown = ids.TryGetValue(names.Unknown, out var id) ? id : null;
        residueIds = [.. Residues.Select(it => Require(it.ToString(), "token for residue"))];
    }

    public int MaskId { get; }

    public int Count => ids.Count;

    public bool ReadsChains => ids.ContainsKey(ChainBreak);

    /// <summary>What stands before and after every sequence.</summary>
    public IReadOnlyList<int> Before { get; }

    public IReadOnlyList<int> After { get; }

    internal int Highest => ids.Values.Max();

    /// <summary>Ids of the twenty residues in the order of <see cref="Residues"/>.</summary>
    internal ReadOnlySpan<int> ResidueIds => residueIds;

    /// <exception cref="ModelException">The directory's tokenizer is none we can follow exactly.</exception>
    public static Vocabulary Read(string directory)
    {
        var (tokenizer, list) = (Path.Combine(directory, "tokenizer.json"), Path.Combine(directory, "vocab.txt"));
        return !Path.Exists(tokenizer) && File.Exists(list) ? ReadList(directory, list) : ReadTokenizer(directory);
    }

    // A token a line, its id the line's number from 0: such a tokenizer splits every character off and knows its special tokens by name.
    private static Vocabulary ReadList(string directory, string path)
    {
        var tokens = Encoding.UTF8.GetString(CheckpointFile.ReadAll(path, MostList)).ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var id = 0; id < tokens.Length; id++)
        {
            if (!ids.TryAdd(tokens[id], id))
                throw new ModelException($"vocab.txt cannot be used: {JsonFile.Brief(tokens[id])} is in it twice.");
        }

        var names = SpecialTokens.Read(directory, null) is var read && ids.ContainsKey(read.Begin) ? read : read with { Begin = "<cls>" };
        string[] specials = [.. tokens.Where(it => it.Length > 1).OrderByDescending(it => it.Length)];
        return new(ids, specials, names, [Named(ids, names.Begin)], [Named(ids, names.End)]);
    }

    private static Vocabulary ReadTokenizer(string directory)
    {
        using var json = JsonFile.Read(Path.Combine(directory, "tokenizer.json"));
        var root = json.RootElement;
        if (Member(root, "normalizer") is { ValueKind: not JsonValueKind.Null })
            throw Refused("it has a normalizer, which is not supported");
        var model = Member(root, "model");
        if (Member(model, "vocab") is not { ValueKind: JsonValueKind.Object } vocab)
            throw Refused("model.vocab is not an object of tokens and ids");
        if (Member(model, "type") is { } type && JsonText(type) is not ("WordPiece" or "WordLevel"))
            throw Refused($"model.type is {JsonFile.Brief(type)}; WordPiece and WordLevel are supported");

        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var token in vocab.EnumerateObject()) ids.Add(token.Name, Id(token.Value, token.Name));
        var specials = ReadAdded(root, ids);
        if (ids.Values.Distinct().Count() < ids.Count) throw Refused("two tokens share an id");

        var names = SpecialTokens.Read(directory, Member(model, "unk_token") is { } named ? JsonText(named) : null);
        var (before, after) = ReadTemplate(root, ids, names);
        return new(ids, specials, names, before, after);
    }

    /// <summary>The id of one residue of the twenty, or -1.</summary>
    public int IdOf(char residue) => Residues.IndexOf(residue) is >= 0 and var row ? residueIds[row] : -1;

    /// <summary>The id of a residue or of the chain break, or -1.</summary>
    public int TokenOf(char letter) => letter == ChainBreak[0] ? IdOf(ChainBreak) : IdOf(letter);

    /// <summary>The id of a token by its name, or -1.</summary>
    public int IdOf(string token) => ids.GetValueOrDefault(token, -1);

    /// <exception cref="ModelException">A character is unknown and the vocabulary has no token for that.</exception>
    public int[] Encode(string text)
    {
        var tokens = new List<int>(text.Length + 2);
        tokens.AddRange(Before);
        for (var at = 0; at < text.Length;)
        {
            var rest = text.AsSpan(at);
            var token = SpecialAt(rest) ?? Character(rest);
            tokens.Add(ids.TryGetValue(token, out var id) ? id : unknown
                ?? throw new ModelException($"Character {at + 1} is not in the vocabulary, which has no token for unknown ones."));
            at += token.Length;
        }

        tokens.AddRange(After);
        return [.. tokens];
    }

    private static string Character(ReadOnlySpan<char> rest) =>
        rest[..(Rune.DecodeFromUtf16(rest, out _, out var length) == OperationStatus.Done ? length : 1)].ToString();

    private string? SpecialAt(ReadOnlySpan<char> rest)
    {
        foreach (var special in specials)
        {
            if (rest.StartsWith(special, StringComparison.Ordinal)) return special;
        }

        return null;
    }

    private int Require(string token, string role) => ids.TryGetValue(token, out var id)
        ? id
        : throw Refused($"the vocabulary has no {role} {JsonFile.Brief(token)}");

    // Longest first, so that one special token may begin with another.
    private static string[] ReadAdded(JsonElement root, Dictionary<string, int> ids)
    {
        if (Member(root, "added_tokens") is not { ValueKind: JsonValueKind.Array } added) return [];
        var names = new List<string>();
        foreach (var token in added.EnumerateArray())
        {
            if (JsonText(Member(token, "content")) is not { Length: > 0 } name || Member(token, "id") is not { } value)
                throw Refused("an added token has no content or no id");
            ids.TryAdd(name, Id(value, name)); // the vocabulary's own id counts, as in the original library
            names.Add(name);
        }

        return [.. names.OrderByDescending(it => it.Length)];
    }

    private static (int[] Before, int[] After) ReadTemplate(JsonElement root, Dictionary<string, int> ids, SpecialTokens names)
    {
        if (Member(root, "post_processor") is not { ValueKind: JsonValueKind.Object } processor)
            return ([Named(ids, names.Begin)], [Named(ids, names.End)]);
        var single = Member(processor, "single") ?? default;
        if (JsonText(Member(processor, "type")) != "TemplateProcessing" || single.ValueKind != JsonValueKind.Array)
            throw Refused("post_processor is not a TemplateProcessing of single sequences");

        var (before, after, seen) = (new List<int>(), new List<int>(), false);
        foreach (var part in single.EnumerateArray())
        {
            if (Member(part, "Sequence") is not null) seen = true;
            else if (JsonText(Member(Member(part, "SpecialToken"), "id")) is { } name) (seen ? after : before)
                .Add(Around(processor, ids, name));
            else throw Refused("post_processor has a part that is neither a Sequence nor a SpecialToken");
        }

        return seen ? ([.. before], [.. after]) : throw Refused("post_processor leaves the sequence out");
    }

    // The template lists ids of its own; where they differ, nobody can tell which are meant.
    private static int Around(JsonElement processor, Dictionary<string, int> ids, string token)
    {
        var (own, listed) = (Named(ids, token), Member(Member(Member(processor, "special_tokens"), token), "ids"));
        if (listed is not { ValueKind: JsonValueKind.Array } others) return own;
        return others.EnumerateArray().Select(it => Id(it, token)).SequenceEqual([own])
            ? own
            : throw Refused($"post_processor gives {JsonFile.Brief(token)} other ids than the vocabulary, {own}");
    }

    private static int Named(Dictionary<string, int> ids, string token) =>
        ids.TryGetValue(token, out var id) ? id : throw Refused($"the vocabulary has no token {JsonFile.Brief(token)}");

    private static int Id(JsonElement value, string token) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var id) && id >= 0
            ? id
            : throw Refused($"token {JsonFile.Brief(token)} has the id {JsonFile.Brief(value)}");

    private static JsonElement? Member(JsonElement? parent, string name) =>
        parent is { ValueKind: JsonValueKind.Object } it && it.TryGetProperty(name, out var value) ? value : null;

    private static string? JsonText(JsonElement? value) => value is { ValueKind: JsonValueKind.String } it ? JsonFile.Text(it) : null;

    private static ModelException Refused(string reason) => new($"The tokenizer cannot be used: {reason}.");
}
