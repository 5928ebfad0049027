namespace Amplify.Tools.Scans;

/// <summary>Python writes NaN and Infinity into what it calls JSON. To a reader of numbers null says the same, and is JSON.</summary>
internal static class PythonNumbers
{
    /// <summary>The text with null for each of them outside strings; null where there is none.</summary>
    public static byte[]? ToNull(ReadOnlySpan<byte> json)
    {
        if (json.IndexOf("NaN"u8) < 0 && json.IndexOf("Infinity"u8) < 0) return null;

        var (mended, inString, found) = (new MemoryStream(json.Length), false, false);
        for (var at = 0; at < json.Length;)
        {
            var length = inString ? 0 : Strange(json[at..]);
            found |= length > 0;
            if (length > 0) mended.Write("null"u8);
            else if (inString && json[at] == '\\') mended.Write(json.Slice(at, length = Math.Min(2, json.Length - at)));
            else mended.WriteByte(json[at]);
            if (length == 0 && json[at] == '"') inString = !inString;
            at += Math.Max(1, length);
        }

        return found ? mended.ToArray() : null;
    }

    private static int Strange(ReadOnlySpan<byte> json) =>
        json.StartsWith("NaN"u8) ? 3 : json.StartsWith("Infinity"u8) ? 8 : json.StartsWith("-Infinity"u8) ? 9 : 0;
}
