using System.Runtime.CompilerServices;
using System.Text;

namespace Amplify.Mcp.Commands.Batches;

/// <summary>
/// A text of any size in records: a line that begins with > and all up to the next one. Holds one record at a time, however many there are.
/// </summary>
internal sealed class FastaStream(TextReader text)
{
    /// <summary>Of a text that is read as a whole.</summary>
    public const int MostWhole = 16 * 1024 * 1024;

    // Far more than the longest protein; what is longer is refused by its first part.
    private const int MostOfOne = 200_000;

    private readonly char[] buffer = new char[32 * 1024];
    private int count;
    private int at;
    private bool lineStart = true;
    private string? first;

    /// <summary>All of a text with fewer than two headers; null: it has several, and <see cref="RecordsAsync"/> gives them.</summary>
    /// <exception cref="UsageException">It is no FASTA, and larger than is read as a whole.</exception>
    public async Task<string?> WholeAsync(string name, CancellationToken cancellationToken)
    {
        var before = await PieceAsync(MostWhole, fromHeader: false, cancellationToken);
        if (!await MoreAsync(cancellationToken)) return before.Length < MostWhole ? before : throw TooLarge(name);
        var record = await PieceAsync(MostWhole, fromHeader: true, cancellationToken);
        if (await MoreAsync(cancellationToken))
        {
            (Before, first) = (before, record);
            return null;
        }

        return before.Length + record.Length < MostWhole ? before + record : throw TooLarge(name);
    }

    /// <summary>What stands before the first header.</summary>
    public string Before { get; private set; } = "";

    public async IAsyncEnumerable<string> RecordsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (first is not null) yield return first[..Math.Min(first.Length, MostOfOne)];
        first = null;
        while (await MoreAsync(cancellationToken)) yield return await PieceAsync(MostOfOne, fromHeader: true, cancellationToken);
    }

    private static UsageException TooLarge(string name) =>
        new($"{name} is larger than 16 MB and is no FASTA file of several records: give a FASTA file.");

    private async Task<bool> MoreAsync(CancellationToken cancellationToken)
    {
        if (at < count) return true;
        (at, count) = (0, await text.ReadAsync(buffer, cancellationToken));
        return count > 0;
    }

    // From here to the next header; what is beyond its measure is read and dropped.
    private async Task<string> PieceAsync(int most, bool fromHeader, CancellationToken cancellationToken)
    {
        var (piece, begun) = (new StringBuilder(), !fromHeader);
        while (await MoreAsync(cancellationToken))
        {
            var start = at;
            for (; at < count; at++)
            {
                if (begun && lineStart && buffer[at] == '>') break;
                (begun, lineStart) = (true, buffer[at] is '\n' or '\r');
            }

            piece.Append(buffer, start, Math.Min(at - start, most - piece.Length));
            if (at < count) break;
        }

        return piece.ToString();
    }
}
