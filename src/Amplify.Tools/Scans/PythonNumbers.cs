namespace Amplify.Tools.Scans;

/// <summary>Python writes NaN and Infinity into what it calls JSON. To a reader of numbers null says the same, and is JSON.</summary>
internal static class PythonNumbers
{
    /// <summary>The text with null for each of them outside strings; null where there is none.</summary>
    public static byte[]? ToNull(ReadOnlySpan<byte> json)
    {
        if (json.IndexOf("NaN"u8) < 0 && json.IndexOf("Infinity"u8) < 0) return null;

        // Counted before it is written: a large result is copied once, into what it needs.
        var (length, found) = Mend(json, []);
        if (!found) return null;
        var mended = GC.AllocateUninitializedArray<byte>(length);
        Mend(json, mended);
        return mended;
    }

    private static (int Length, bool Found) Mend(ReadOnlySpan<byte> json, Span<byte> mended)
    {
        var (written, inString, found) = (0, false, false);
        for (var at = 0; at < json.Length;)
        {
            var strange = inString ? 0 : Strange(json[at..]);
            var taken = strange > 0 ? strange : inString && json[at] == '\\' ? Math.Min(2, json.Length - at) : 1;
            var given = strange > 0 ? "null"u8 : json.Slice(at, taken);
            if (!mended.IsEmpty) given.CopyTo(mended[written..]);
            if (json[at] == '"') inString = !inString;
            found |= strange > 0;
            written += given.Length;
            at += taken;
        }

        return (written, found);
    }

    private static int Strange(ReadOnlySpan<byte> json) =>
        json.StartsWith("NaN"u8) ? 3 : json.StartsWith("Infinity"u8) ? 8 : json.StartsWith("-Infinity"u8) ? 9 : 0;
}
