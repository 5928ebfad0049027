using System.CommandLine;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using Amplify.Tools.Inputs;

namespace Amplify.Mcp.Commands;

/// <summary>Where `predict` has its sequence from: the command line, a file, standard input; packed or in UTF-16, if need be.</summary>
internal sealed partial class SequenceInput
{
    private const int LargestFile = 16 * 1024 * 1024;
    private const int LongestWord = 20;

    private readonly Argument<string?> input = new("sequence")
    {
        Description = "A protein in one-letter code, a FASTA file with one record, or - for standard input",
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
    public async Task<string> ReadAsync(ParseResult parsed, Action<string> note, CancellationToken cancellationToken)
    {
        var (given, text, path) = (parsed.GetValue(input), parsed.GetValue(sequence), parsed.GetValue(file));
        string?[] all = [given, text, path];
        if (all.Count(it => it is not null) != 1)
            throw new UsageException("Give one of: a sequence or a file, --sequence TEXT, --file PATH, or - for standard input.");
        if (text is not null) return text;
        if (path is not null) return await ReadFileAsync(path, note, cancellationToken);
        if (given == "-")
        {
#pragma warning disable RS0030 // a command may read the terminal
            await using var terminal = Console.OpenStandardInput();
#pragma warning restore RS0030
            return await DecodeAsync(terminal, "Standard input", note, cancellationToken);
        }

        if (File.Exists(given) || Directory.Exists(given)) return await ReadFileAsync(given, note, cancellationToken);
        if (Path.IsMatch(given!)) throw Missing(given!);
        if (given!.Length is > 0 and < LongestWord && given.All(char.IsAsciiLetter))
            note($"no file of that name; '{given}' was read as a sequence of {given.Length} letters (--sequence says that it is one, --file that it is not)");
        return given;
    }

    private static async Task<string> ReadFileAsync(string path, Action<string> note, CancellationToken cancellationToken)
    {
        var shown = SafeText.Quote(path, 200);
        if (Directory.Exists(path)) throw new UsageException($"{shown} is a directory: give a FASTA file in it.");
        if (!File.Exists(path)) throw Missing(path);
        try
        {
            await using var file = File.OpenRead(path);
            return await DecodeAsync(file, shown, note, cancellationToken);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{shown} cannot be read: check its permissions.");
        }
    }

    private static UsageException Missing(string path) =>
        new($"No file {SafeText.Quote(path, 200)}. Give a FASTA file, a sequence in one-letter code (--sequence, where it has a dot or a slash), or - for standard input.");

    private static async Task<string> DecodeAsync(Stream source, string name, Action<string> note, CancellationToken cancellationToken)
    {
        var bytes = await BytesAsync(source, name, cancellationToken);
        if (bytes is [0x1F, 0x8B, ..])
        {
            try
            {
                await using var unpacked = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
                bytes = await BytesAsync(unpacked, name, cancellationToken);
                note($"{name} was unpacked from gzip");
            }
            catch (InvalidDataException)
            {
                throw new UsageException($"{name} begins like a gzip file and cannot be unpacked: it is damaged or cut short.");
            }
        }

        return Text(bytes, name, note);
    }

    private static async Task<byte[]> BytesAsync(Stream source, string name, CancellationToken cancellationToken)
    {
        using var all = new MemoryStream();
        var buffer = new byte[64 * 1024];
        for (int count; (count = await source.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            if (all.Length + count > LargestFile)
                throw new UsageException($"{name} is larger than 16 MB: give a FASTA file with one record.");
            all.Write(buffer, 0, count);
        }

        return all.ToArray();
    }

    // A mark at the beginning says which encoding; without it, every second byte of plain text in UTF-16 is zero.
    private static string Text(byte[] bytes, string name, Action<string> note)
    {
        var head = bytes.AsSpan(0, Math.Min(bytes.Length, 64) & ~1);
        var (even, odd) = (0, 0);
        for (var at = 0; at < head.Length; at++)
        {
            if (head[at] == 0) (even, odd) = at % 2 == 0 ? (even + 1, odd) : (even, odd + 1);
        }

        if (bytes is not ([0xFF, 0xFE, ..] or [0xFE, 0xFF, ..]) && head.Length >= 4 && Math.Max(even, odd) * 10 >= head.Length * 4
            && Math.Min(even, odd) == 0)
        {
            note($"{name} was read as UTF-16, though its mark is missing");
            return (odd > even ? Encoding.Unicode : Encoding.BigEndianUnicode).GetString(bytes);
        }

        using var reader = new StreamReader(new MemoryStream(bytes), Encoding.UTF8, detectEncodingFromByteOrderMarks: true);
        return reader.ReadToEnd();
    }

    /// <summary>A slash, or a dot with something behind it, and no header or line break.</summary>
    [GeneratedRegex(@"\A(?!>)[^\n]{0,4000}(/|\\|\.[A-Za-z0-9~_-])[^\n]{0,4000}\z|\A\.{1,2}\z")]
    private static partial Regex Path { get; }
}
