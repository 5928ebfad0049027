namespace Amplify.Tools.Scans;

/// <summary>
/// The results read last. People and pages ask one result several questions, and reading it is most of what an answer costs.
/// A result is known by its bytes, never by its name, so nothing here can be out of date.
/// </summary>
internal sealed class RecentResults
{
    private const int Kept = 8;
    private const int LargestKept = 1_000_000;

    private readonly (ReadOnlyMemory<byte> Bytes, StoredResult Result)[] slots = new (ReadOnlyMemory<byte>, StoredResult)[Kept];
    private readonly Lock access = new();
    private int next;

    public StoredResult Read(ReadOnlyMemory<byte> bytes)
    {
        lock (access)
        {
            foreach (var slot in slots)
            {
                if (slot.Result is not null && slot.Bytes.Span.SequenceEqual(bytes.Span)) return slot.Result;
            }
        }

        var result = StoredResult.Read(bytes);
        if (bytes.Length > LargestKept) return result;
        lock (access)
        {
            slots[next] = (bytes, result);
            next = (next + 1) % Kept;
        }

        return result;
    }
}
