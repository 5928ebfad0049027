using System.Globalization;
using System.Text;
using Amplify.Tools.Inputs;

namespace Amplify.Mcp.Commands;

/// <summary>
/// A terminal obeys control characters, and files, models and AWS can say any. Here they are shown as JSON writes them, which in JSON also
/// means the same.
/// </summary>
internal sealed class PlainWriter : TextWriter
{
    public PlainWriter(TextWriter inner)
        : base(CultureInfo.InvariantCulture) => (Inner, NewLine) = (inner, "\n"); // the same bytes on every system

    /// <summary>For control characters of our own.</summary>
    public TextWriter Inner { get; }

    public override Encoding Encoding => Inner.Encoding;

    public override void Write(char value) => Write([value]);

    public override void Write(string? value) => Write(value.AsSpan());

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(ReadOnlySpan<char> buffer)
    {
        var written = 0;
        for (var at = 0; at < buffer.Length;)
        {
            Rune.DecodeFromUtf16(buffer[at..], out var rune, out var length);
            if (!IsPlain(rune, buffer[(at + length)..]))
            {
                Inner.Write(buffer[written..at]);
                foreach (var character in buffer.Slice(at, length)) Inner.Write(character == '\r' ? "\n" : $"\\u{(int)character:x4}");
                written = at + length;
            }

            at += length;
        }

        Inner.Write(buffer[written..]);
    }

    public override void Flush() => Inner.Flush();

    // A return alone would let what follows cover what stood there; as a new line it is still a blank to JSON.
    private static bool IsPlain(Rune rune, ReadOnlySpan<char> rest) =>
        rune.Value is '\n' or '\t' || (rune.Value == '\r' ? rest.StartsWith('\n') : SafeText.IsPlain(rune));
}
