using System.Text;

namespace Amplify.Mcp.Http;

/// <summary>
/// A Content-Length is digits alone. The web server also takes `+40`, which another reader in front of it may take for none; how a header's
/// bytes become text is the one place where it lets us look at them as they came.
/// </summary>
internal sealed class StrictLength : ASCIIEncoding
{
    private static readonly StrictLength Digits = new();

    public static Encoding? For(string header) => header.Equals("Content-Length", StringComparison.OrdinalIgnoreCase) ? Digits : null;

    public override int GetChars(ReadOnlySpan<byte> bytes, Span<char> chars)
    {
        if (bytes.Length <= chars.Length && !bytes.ContainsAnyExceptInRange((byte)'0', (byte)'9')) return base.GetChars(bytes, chars);
        chars[0] = '?'; // no number, so the web server refuses it
        return 1;
    }
}
