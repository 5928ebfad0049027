using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Amplify.Pictures;

/// <summary>The PNG format, as much of it as an indexed picture needs.</summary>
internal static class PngFile
{
    private const byte EightBits = 8;
    private const byte Indexed = 3;
    private static readonly uint[] CrcTable = [.. Enumerable.Range(0, 256).Select(it => CrcOf((uint)it))];

    public static byte[] Write(IndexedCanvas canvas)
    {
        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', (byte)'\r', (byte)'\n', 0x1a, (byte)'\n']);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, canvas.Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), canvas.Height);
        (header[8], header[9]) = (EightBits, Indexed);
        Chunk(file, "IHDR", header);
        Chunk(file, "PLTE", [.. canvas.Palette.SelectMany(it => new[] { it.R, it.G, it.B })]);
        Chunk(file, "IDAT", Compress(canvas));
        Chunk(file, "IEND", []);
        return file.ToArray();
    }

    private static byte[] Compress(IndexedCanvas canvas)
    {
        using var buffer = new MemoryStream();
        using (var zlib = new ZLibStream(buffer, CompressionLevel.SmallestSize))
        {
            for (var row = 0; row < canvas.Height; row++)
            {
                zlib.WriteByte(0); // no filter: neighbouring indices have no arithmetic
                zlib.Write(canvas.Pixels, row * canvas.Width, canvas.Width);
            }
        }

        return buffer.ToArray();
    }

    private static void Chunk(Stream file, string type, byte[] content)
    {
        byte[] body = [.. Encoding.ASCII.GetBytes(type), .. content];
        Number(file, (uint)content.Length);
        file.Write(body);
        Number(file, ~body.Aggregate(uint.MaxValue, (crc, next) => CrcTable[(byte)(crc ^ next)] ^ (crc >> 8)));
    }

    private static void Number(Stream file, uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        file.Write(bytes);
    }

    private static uint CrcOf(uint value)
    {
        for (var bit = 0; bit < 8; bit++) value = (value & 1) == 0 ? value >> 1 : 0xedb88320 ^ (value >> 1);
        return value;
    }
}
