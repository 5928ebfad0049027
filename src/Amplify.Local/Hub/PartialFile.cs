using System.Security.Cryptography;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Amplify.Local.Hub;

/// <summary>
/// What is here of a file that is being brought, and its hash so far. Opened again after any end, it is as long as what reached the disk.
/// </summary>
internal sealed class PartialFile : IDisposable
{
    private const int Piece = 1 << 20;

    private readonly HubFile file;
    private readonly SafeFileHandle handle;
    private IncrementalHash hash = null!;

    /// <exception cref="IOException">The disk refuses.</exception>
    public PartialFile(string path, HubFile file, CancellationToken cancellationToken)
    {
        this.file = file;
        handle = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        try
        {
            Restart();
            if (RandomAccess.GetLength(handle) is var here && here <= file.Size) Recall(here, cancellationToken);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public long Length { get; private set; }

    /// <exception cref="IOException">The disk refuses.</exception>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        RandomAccess.Write(handle, bytes, Length);
        hash.AppendData(bytes);
        Length += bytes.Length;
    }

    /// <summary>Forgets what is here: what comes next is the file from its first byte.</summary>
    public void Restart()
    {
        hash?.Dispose();
        hash = IncrementalHash.CreateHash(file.Sha256 is null ? HashAlgorithmName.SHA1 : HashAlgorithmName.SHA256);
        if (file.Sha256 is null) hash.AppendData(Encoding.ASCII.GetBytes($"blob {file.Size}\0")); // as git names content
        Length = 0;
    }

    /// <summary>All is here, on the disk, and is what the hub announced.</summary>
    public bool IsWhole()
    {
        RandomAccess.SetLength(handle, Length);
        RandomAccess.FlushToDisk(handle);
        return Length == file.Size && Convert.ToHexStringLower(hash.GetCurrentHash()) == (file.Sha256 ?? file.GitSha1);
    }

    public void Dispose()
    {
        hash?.Dispose();
        handle.Dispose();
    }

    private void Recall(long here, CancellationToken cancellationToken)
    {
        var piece = new byte[Piece];
        while (Length < here)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var count = RandomAccess.Read(handle, piece, Length);
            if (count == 0) return;
            hash.AppendData(piece.AsSpan(0, count));
            Length += count;
        }
    }
}
