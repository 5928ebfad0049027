using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Amplify.Deploy.Tests;

/// <summary>What macOS looks at before it starts a program: its header, the system it wants, and its signature.</summary>
internal sealed class MacProgram
{
    private const uint Magic64 = 0xfeedfacf, Signatures = 0xfade0cc0, CodeDirectory = 0xfade0c02;
    private const int BuildVersion = 0x32, CodeSignature = 0x1d;

    private readonly byte[] file;
    private readonly Dictionary<int, int> commands = [];

    public MacProgram(string path)
    {
        file = File.ReadAllBytes(path);
        Assert.Equal(Magic64, Little(0));
        for (var (at, left) = (32, Little(16)); left > 0; at += (int)Little(at + 4), left--) commands[(int)Little(at)] = at;
    }

    public uint Processor => Little(4);

    public uint Kind => Little(12);

    public uint Platform => Little(commands[BuildVersion] + 8);

    public Version Oldest => new((int)(Little(commands[BuildVersion] + 12) >> 16), (int)(Little(commands[BuildVersion] + 12) >> 8 & 0xff));

    /// <summary>Signed by nobody (ad hoc): enough to be started, and every page is what was signed.</summary>
    public bool IsWholeAndSigned()
    {
        var (start, size) = ((int)Little(commands[CodeSignature] + 8), (int)Little(commands[CodeSignature] + 12));
        if (start + size != file.Length || Big(start) != Signatures) return false;
        var directory = Enumerable.Range(0, (int)Big(start + 8)).Select(it => start + (int)Big(start + 16 + (8 * it)))
            .First(it => Big(it) == CodeDirectory);
        var (isAdHoc, hashes, pages, end) = ((Big(directory + 12) & 2) != 0, directory + (int)Big(directory + 16), (int)Big(directory + 28),
            (int)Big(directory + 32));
        var (hashSize, hashKind, page) = (file[directory + 36], file[directory + 37], 1 << file[directory + 39]);
        if (!isAdHoc || hashKind != 2 || hashSize != SHA256.HashSizeInBytes || end != start) return false;
        return pages == (end + page - 1) / page && Enumerable.Range(0, pages).All(it =>
            SHA256.HashData(file.AsSpan(it * page, Math.Min(page, end - (it * page))))
                .AsSpan().SequenceEqual(file.AsSpan(hashes + (it * hashSize), hashSize)));
    }

    private uint Little(int at) => BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at));

    private uint Big(int at) => BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at));
}
