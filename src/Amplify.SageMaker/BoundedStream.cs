using System.Buffers;

namespace Amplify.SageMaker;

internal static class BoundedStream
{
    private const int Piece = 16 * 1024;

    /// <summary>What comes, to its end or to a measure, in one array of its size.</summary>
    public static async Task<byte[]> ReadAsync(Stream stream, int most, CancellationToken cancellationToken)
    {
        var content = new ArrayBufferWriter<byte>();
        while (content.WrittenCount < most)
        {
            var count = await stream.ReadAsync(content.GetMemory(Piece)[..Math.Min(Piece, most - content.WrittenCount)], cancellationToken);
            if (count == 0) break;
            content.Advance(count);
        }

        return content.WrittenSpan.ToArray();
    }
}
