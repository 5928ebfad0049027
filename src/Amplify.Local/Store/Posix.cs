using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Amplify.Local.Store;

/// <summary>
/// Two things .NET has no word for: to open a file without waiting for whoever is at its other end, and to flush a directory.
/// </summary>
internal static partial class Posix
{
    private const int NoSuchFile = 2;
    private const int Denied = 13;
    private const int NotADirectory = 20;

    // Linux, macOS.
    private static readonly int NonBlocking = OperatingSystem.IsMacOS() ? 0x4 : 0x800;
    private static readonly int CloseOnExec = OperatingSystem.IsMacOS() ? 0x1000000 : 0x80000;

    /// <exception cref="FileNotFoundException">It is not there.</exception>
    public static SafeFileHandle OpenForReading(string path)
    {
        var handle = Open(path, NonBlocking | CloseOnExec);
        if (handle >= 0) return new(handle, ownsHandle: true);
        throw Marshal.GetLastPInvokeError() switch
        {
            NoSuchFile or NotADirectory => new FileNotFoundException(null, path),
            Denied => new UnauthorizedAccessException(),
            var error => new IOException(Marshal.GetPInvokeErrorMessage(error), error),
        };
    }

    /// <summary>
    /// Makes the names in a directory outlive a power cut. File systems that cannot are no worse off for having been asked.
    /// </summary>
    public static void FlushDirectory(string path)
    {
        using var directory = OpenForReading(path);
        if (Flush(directory) != 0 && Marshal.GetLastPInvokeError() is (5 or 28) and var error) // the medium broke, or is full
            throw new IOException(Marshal.GetPInvokeErrorMessage(error), error);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Flush(SafeFileHandle file);
}
