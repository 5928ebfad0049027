using Microsoft.Win32.SafeHandles;

namespace Amplify.Local.Store;

/// <summary>
/// How this store touches the disk: for its owner's eyes, never more than is asked for, never waiting for what is no file.
/// </summary>
internal static class OwnFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnersDirectory = OwnerOnly | UnixFileMode.UserExecute;

    /// <summary>Makes a directory and what is missing above it, each to outlive a power cut.</summary>
    public static void EnsureDirectory(string path)
    {
        if (Directory.Exists(path)) return;
        var above = Path.GetDirectoryName(path);
        if (above is not null) EnsureDirectory(above);
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, OwnersDirectory);
        if (above is not null) FlushDirectory(above);
    }

    /// <summary>Shuts others out of a directory that an earlier version left open to them.</summary>
    public static void Close(string directory)
    {
        try
        {
            if (!OperatingSystem.IsWindows() && Directory.Exists(directory) && File.GetUnixFileMode(directory) != OwnersDirectory)
                File.SetUnixFileMode(directory, OwnersDirectory);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            // another user's, or a file system without modes
        }
    }

    public static void FlushDirectory(string path)
    {
        if (!OperatingSystem.IsWindows()) Posix.FlushDirectory(path); // NTFS keeps a journal of its names
    }

    /// <param name="room">Bytes to set aside on the disk now, so that writing them later cannot fail for want of room.</param>
    /// <returns>For this process alone, as long as it is open.</returns>
    public static FileStream Create(string path, FileMode mode, long room = 0)
    {
        var options = new FileStreamOptions
        {
            Mode = mode,
            Access = room > 0 ? FileAccess.Write : FileAccess.ReadWrite,
            Share = FileShare.None,
            PreallocationSize = room,
        };
        if (mode != FileMode.Open && !OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
        return new(path, options);
    }

    /// <summary>Somebody has the file open for himself alone: as Linux, macOS and Windows say it.</summary>
    public static bool IsHeld(IOException fault) => fault.HResult is 11 or 35 or unchecked((int)0x80070020);

    /// <summary>null: there is none.</summary>
    /// <exception cref="OddFileException">It is no regular file, or larger than asked for.</exception>
    public static byte[]? TryRead(string path, int most)
    {
        try
        {
            using var file = new FileStream(Open(path), FileAccess.Read, bufferSize: 0);
            if (!file.CanSeek) throw new OddFileException("it is a pipe or a device, no file");
            if (file.Length > most) throw new OddFileException($"it has {file.Length:N0} bytes, and this program reads {most:N0} at most");
            var content = new byte[file.Length];
            var read = file.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
            return read == content.Length ? content : content[..read];
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException && Directory.Exists(path))
        {
            throw new OddFileException("a directory is in its place");
        }
    }

    public static void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            // left for the next look
        }
    }

    private static SafeFileHandle Open(string path) => OperatingSystem.IsWindows()
        ? File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete) // whoever reads is in nobody's way
        : Posix.OpenForReading(path);
}

/// <summary>What stands where a file of the store should be will not become one by waiting; the message says what it is.</summary>
internal sealed class OddFileException(string message) : IOException(message);
