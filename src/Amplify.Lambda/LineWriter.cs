using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Amplify.Lambda;

/// <summary>Lines on standard output, each written whole: the platform makes one log event of every line.</summary>
internal sealed class LineWriter(Stream output)
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly Lock alone = new();
    private readonly ArrayBufferWriter<byte> buffer = new(1024);

    public void WriteJson<TContent>(TContent content, Action<Utf8JsonWriter, TContent> fill)
    {
        lock (alone)
        {
            buffer.ResetWrittenCount();
            using (var json = new Utf8JsonWriter(buffer, Options))
            {
                json.WriteStartObject();
                fill(json, content);
                json.WriteEndObject();
            }

            Flush();
        }
    }

    public void WriteText(ReadOnlySpan<byte> line)
    {
        lock (alone)
        {
            buffer.ResetWrittenCount();
            buffer.Write(line);
            Flush();
        }
    }

    private void Flush()
    {
        buffer.Write("\n"u8);
        output.Write(buffer.WrittenSpan);
        output.Flush();
    }
}
