using System.Diagnostics;

namespace Amplify.Testing;

/// <summary>
/// A real file system (ext4) on a file, whose image can be copied as a power cut would leave it, and mounted elsewhere. Mounting takes
/// root.
/// </summary>
public sealed class LoopDisk : IDisposable
{
    private const int Megabytes = 24;

    private readonly string directory;
    private bool frozen;

    private LoopDisk(string directory) => this.directory = directory;

    public string Path => System.IO.Path.Combine(directory, "disk");

    private string Image => System.IO.Path.Combine(directory, "image");

    public static LoopDisk Create()
    {
        Needs.Linux();
        Needs.RootRights();
        Needs.OnPath("mkfs.ext4", "install e2fsprogs", "/usr/sbin");
        var disk = new LoopDisk(NewDirectory());
        using (var image = File.Create(disk.Image)) image.SetLength(Megabytes * 1024 * 1024);
        Run("mkfs.ext4", "-q", "-N", "8000", "-E", "root_owner", disk.Image);
        disk.Mount();
        return disk;
    }

    /// <summary>The disk as it is this moment: what was not flushed is not in it.</summary>
    public LoopDisk Copy()
    {
        var copy = new LoopDisk(NewDirectory());
        File.Copy(Image, copy.Image);
        return copy;
    }

    // In memory where that can be: hundreds of copies, and flushes that need not reach a real disk.
    private static string NewDirectory()
    {
        var path = System.IO.Path.Combine(
            Directory.Exists("/dev/shm") ? "/dev/shm" : System.IO.Path.GetTempPath(), $"amplify-loop-{Guid.NewGuid():N}");
        return Directory.CreateDirectory(path).FullName;
    }

    public void Mount()
    {
        Directory.CreateDirectory(Path);
        Run("mount", "-o", "loop", Image, Path);
        if (Environment.UserName != "root") Run("chmod", "777", Path);
    }

    /// <summary>From now on whoever writes waits.</summary>
    public void Freeze()
    {
        Run("fsfreeze", "-f", Path);
        frozen = true;
    }

    public void Thaw()
    {
        if (frozen) Run("fsfreeze", "-u", Path);
        frozen = false;
    }

    public void Dispose()
    {
        Thaw();
        if (Directory.Exists(Path)) Run("umount", "--lazy", Path);
        Directory.Delete(directory, recursive: true);
    }

    private static void Run(params string[] command)
    {
        if (Environment.UserName != "root") command = ["sudo", "-n", .. command];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardError = true };
        start.Environment["PATH"] += ":/usr/sbin:/sbin";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{string.Join(' ', command)}: {error}");
    }
}
