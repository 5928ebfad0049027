using System.Buffers;
using System.CommandLine;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Text;
using System.Text.RegularExpressions;
using Amplify.Mcp.Commands.Batches;
using Amplify.Tools.Inputs;

namespace Amplify.Mcp.Commands;

/// <summary>Where `predict` has its sequence from: the command line, a file, standard input; packed or in UTF-16, if need be.</summary>
internal sealed partial class SequenceInput
{
    private const int LongestWord = 20;

    private readonly Argument<string?> input = new("sequence")
    {
        Description = "A protein in one-letter code, a FASTA file with any number of records, or - for standard input",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> sequence = new("--sequence")
    {
        Description = "A sequence, even where a file has its name",
        HelpName = "TEXT"
    };

    private readonly Option<string?> file = new("--file")
    {
        Description = "A file, even where its name could be a sequence",
        HelpName = "PATH"
    };

    public void AddTo(Command command)
    {
        command.Add(input);
        command.Add(sequence);
        command.Add(file);
    }

    /// <param name="note">Told what was taken for what.</param>
    /// <exception cref="UsageException">There is nothing to read; the message says why.</exception>
    public async Task<InputText> ReadAsync(ParseResult parsed, Action<string> note, CancellationToken cancellationToken)
    {
        var (given, text, path) = (parsed.GetValue(input), parsed.GetValue(sequence), parsed.GetValue(file));
        string?[] all = [given, text, path];
        if (all.Count(it => it is not null) != 1)
            throw new UsageException("Give one of: a sequence or a file, --sequence TEXT, --file PATH, or - for standard input.");
        if (text is not null) return await OpenAsync(new MemoryStream(Encoding.UTF8.GetBytes(text)), "--sequence", note, cancellationToken);
        if (path is not null) return await OpenFileAsync(path, note, cancellationToken);
        if (given == "-")
        {
#pragma warning disable RS0030 // a command may read the terminal
            return await OpenAsync(Console.OpenStandardInput(), "Standard input", note, cancellationToken);
#pragma warning restore RS0030
        }

        if (File.Exists(given) || Directory.Exists(given)) return await OpenFileAsync(given, note, cancellationToken);
        if (Path.IsMatch(given!)) throw Missing(given!);
        if (given!.Length is > 0 and < LongestWord && given.All(char.IsAsciiLetter))
            note($"no file of that name; '{given}' was read as a sequence of {given.Length} letters "
                + "(--sequence says that it is one, --file that it is not)");
        return await OpenAsync(new MemoryStream(Encoding.UTF8.GetBytes(given)), "The argument", note, cancellationToken);
    }

    private static async Task<InputText> OpenFileAsync(string path, Action<string> note, CancellationToken cancellationToken)
    {
        var shown = SafeText.Quote(path, 200);
        if (Directory.Exists(path)) throw new UsageException($"{shown} is a directory: give a FASTA file in it.");
        if (!File.Exists(path)) throw Missing(path);
        try
        {
            var read = await OpenAsync(File.OpenRead(path), shown, note, cancellationToken);
            return read.Records is null ? read : read with { Total = await CountAsync(path, cancellationToken) };
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{shown} cannot be read: check its permissions.");
        }
    }

    private static UsageException Missing(string path) =>
        new($"No file {SafeText.Quote(path, 200)}. Give a FASTA file, a sequence in one-letter code "
            + "(--sequence, where it has a dot or a slash), or - for standard input.");

    // A pass of its own, so that a bar has an end; what stands in the way of counting will stand in the way of reading, too.
    private static async Task<int?> CountAsync(string path, CancellationToken cancellationToken)
    {
        var (records, source) = (0, await OpenAsync(File.OpenRead(path), path, _ => { }, cancellationToken));
        try
        {
            await foreach (var _ in source.Records!.WithCancellation(cancellationToken)) records++;
            return records;
        }
        catch (UsageException)
        {
            return null;
        }
    }

    private static async Task<InputText> OpenAsync(Stream source, string name, Action<string> note, CancellationToken cancellationToken)
    {
        var fasta = new FastaStream(await DecodeAsync(source, name, note, cancellationToken));
        try
        {
            if (await fasta.WholeAsync(name, cancellationToken) is { } whole) return new(whole, null, null);
            if (fasta.Before.Split('\n').FirstOrDefault(it => it.Trim() is { Length: > 0 } and not [';' or '#', ..]) is { } other)
                note($"left out what stands before the first header: '{SafeText.Quote(other)}'");
            return new(null, Guarded(fasta.RecordsAsync(cancellationToken), name), null);
        }
        catch (InvalidDataException)
        {
            throw Damaged(name);
        }
    }

    private static async IAsyncEnumerable<string> Guarded(IAsyncEnumerable<string> records, string name)
    {
        await using var each = records.GetAsyncEnumerator();
        while (true)
        {
            try
            {
                if (!await each.MoveNextAsync()) yield break;
            }
            catch (InvalidDataException)
            {
                throw Damaged(name);
            }

            yield return each.Current;
        }
    }

    private static UsageException Damaged(string name) =>
        new($"{name} begins like a gzip file and cannot be unpacked: it is damaged or cut short.");

    private static async Task<TextReader> DecodeAsync(Stream source, string name, Action<string> note, CancellationToken cancellationToken)
    {
        var (stream, head) = await PeekAsync(source, cancellationToken);
        if (head is [0x1F, 0x8B, ..])
        {
            note($"{name} was unpacked from gzip");
            try
            {
                (stream, head) = await PeekAsync(new GZipStream(stream, CompressionMode.Decompress), cancellationToken);
            }
            catch (InvalidDataException)
            {
                throw Damaged(name);
            }
        }

        return new StreamReader(stream, EncodingOf(head, name, note), detectEncodingFromByteOrderMarks: true);
    }

    // The first bytes, and a stream that still has them.
    private static async Task<(Stream Stream, byte[] Head)> PeekAsync(Stream source, CancellationToken cancellationToken)
    {
        var reader = PipeReader.Create(source);
        var read = await reader.ReadAtLeastAsync(64, cancellationToken);
        var head = read.Buffer.Slice(0, Math.Min(64, read.Buffer.Length)).ToArray();
        reader.AdvanceTo(read.Buffer.Start);
        return (reader.AsStream(), head);
    }

    // A mark at the beginning says which encoding; without it, every second byte of plain text in UTF-16 is zero.
    private static Encoding EncodingOf(byte[] bytes, string name, Action<string> note)
    {
        var head = bytes.AsSpan(0, Math.Min(bytes.Length, 64) & ~1);
        var (even, odd) = (0, 0);
        for (var at = 0; at < head.Length; at++)
        {
            if (head[at] == 0) (even, odd) = at % 2 == 0 ? (even + 1, odd) : (even, odd + 1);
        }

        if (bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] || head.Length < 4 || Math.Max(even, odd) * 10 < head.Length * 4
            || Math.Min(even, odd) > 0) return Encoding.UTF8;
        note($"{name} was read as UTF-16, though its mark is missing");
        return odd > even ? Encoding.Unicode : Encoding.BigEndianUnicode;
    }

    /// <summary>A slash, or a dot with something behind it, and no header or line break.</summary>
    [GeneratedRegex(@"\A(?!>)[^\n]{0,4000}(/|\\|\.[A-Za-z0-9~_-])[^\n]{0,4000}\z|\A\.{1,2}\z")]
    private static partial Regex Path { get; }
}

/// <summary>What there is to score: one text, or records one by one.</summary>
/// <param name="Total">How many records, where that could be counted.</param>
internal sealed record InputText(string? Whole, IAsyncEnumerable<string>? Records, int? Total);
