using System.Buffers;

namespace Amplify.SageMaker;

internal static class BoundedStream
{
    private const int Piece = 16 * 1024;

    /// <summary>What comes, to its end or to a measure, in one array of its size.</summary>
    public static async Task<byte[]> ReadAsync(Stream stream, int most, CancellationToken cancellationToken)
    {
        var content = new ArrayBufferWriter<byte>();
        await ReadAsync(stream, content, most, cancellationToken);
        return content.WrittenSpan.ToArray();
    }

    /// <summary>The same into something that keeps what came before a fault.</summary>
    public static async Task ReadAsync(Stream stream, ArrayBufferWriter<byte> content, int most, CancellationToken cancellationToken)
    {
        while (content.WrittenCount < most)
        {
            var room = content.GetMemory(Piece);
            var count = await stream.ReadAsync(room[..Math.Min(room.Length, most - content.WrittenCount)], cancellationToken);
            if (count == 0) break;
            content.Advance(count);
        }
    }
}
