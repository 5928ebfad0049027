using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Amplify.Pictures.Tests;

/// <summary>Reads an indexed PNG by the book, checksums included, knowing nothing of how ours is written.</summary>
internal sealed class PngPicture
{
    private readonly byte[] pixels;
    private readonly byte[] palette;

    private PngPicture(int width, int height, byte[] palette, byte[] pixels) =>
        (Width, Height, this.palette, this.pixels) = (width, height, palette, pixels);

    public int Width { get; }

    public int Height { get; }

    public Rgb this[int x, int y]
    {
        get
        {
            var at = 3 * pixels[(y * (Width + 1)) + 1 + x];
            return new(palette[at], palette[at + 1], palette[at + 2]);
        }
    }

    public static PngPicture Read(byte[] file)
    {
        Assert.Equal([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], file[..8]);
        var chunks = new Dictionary<string, byte[]>();
        for (var at = 8; at < file.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            var body = file.AsSpan(at + 4, 4 + length);
            Assert.Equal(Crc(body), BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at + 8 + length)));
            chunks.Add(Encoding.ASCII.GetString(body[..4]), body[4..].ToArray());
            at += 12 + length;
        }

        Assert.Equal(["IHDR", "PLTE", "IDAT", "IEND"], chunks.Keys);
        var header = chunks["IHDR"];
        Assert.Equal([8, 3, 0, 0, 0], header[8..]);
        var (width, height) = (BinaryPrimitives.ReadInt32BigEndian(header), BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4)));
        using var zlib = new ZLibStream(new MemoryStream(chunks["IDAT"]), CompressionMode.Decompress);
        using var raw = new MemoryStream();
        zlib.CopyTo(raw);
        Assert.Equal((width + 1) * height, raw.Length);
        Assert.InRange(chunks["PLTE"].Length, 3, 768);
        return new(width, height, chunks["PLTE"], raw.ToArray());
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var next in bytes)
        {
            crc ^= next;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xedb88320;
        }

        return ~crc;
    }
}
