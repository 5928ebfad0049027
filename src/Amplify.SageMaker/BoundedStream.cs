using System.Buffers;

namespace Amplify.SageMaker;

internal static class BoundedStream
{
    /// <summary>What is made ready where nobody says how much will come.</summary>
    private const int Piece = 16 * 1024;

    /// <summary>What comes, to its end or to a measure, in one array of its size.</summary>
    public static async Task<byte[]> ReadAsync(Stream stream, int most, CancellationToken cancellationToken)
    {
        var content = Room(announced: null, most);
        await ReadAsync(stream, content, most, cancellationToken);
        return content.WrittenSpan.ToArray();
    }

    /// <summary>Room for what is announced, and for the look behind its end: no more is made ready than comes.</summary>
    public static ArrayBufferWriter<byte> Room(long? announced, int most) => new(1 + (int)Math.Min(announced ?? Piece, most));

    /// <summary>The same into something that keeps what came before a fault.</summary>
    public static async Task ReadAsync(Stream stream, ArrayBufferWriter<byte> content, int most, CancellationToken cancellationToken)
    {
        while (content.WrittenCount < most)
        {
            var room = content.GetMemory();
            var count = await stream.ReadAsync(room[..Math.Min(room.Length, most - content.WrittenCount)], cancellationToken);
            if (count == 0) break;
            content.Advance(count);
        }
    }
}
