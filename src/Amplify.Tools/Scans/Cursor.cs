using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Amplify.Tools.Scans;

/// <summary>Where the next page begins, tied to the question it belongs to. Opaque to callers.</summary>
internal static class Cursor
{
    public static string Write(int next, string question) => Base64Url.EncodeToString(Encoding.ASCII.GetBytes($"{next}.{Mark(question)}"));

    public static bool TryRead(string cursor, string question, out int next)
    {
        next = 0;
        var bytes = new byte[64];
        if (cursor.Length > 64 || !Base64Url.IsValid(cursor) || !Base64Url.TryDecodeFromChars(cursor, bytes, out var written)) return false;
        var parts = Encoding.ASCII.GetString(bytes, 0, written).Split('.');
        return parts.Length == 2 && parts[1] == Mark(question)
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out next);
    }

    private static string Mark(string question) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(question))[..4]);
}
