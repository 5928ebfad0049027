using System.Diagnostics;

namespace Amplify.Testing;

/// <summary>A file system in memory, as small as a test wants it, that goes with the test. Mounting takes root.</summary>
public sealed class SmallDisk : IDisposable
{
    private SmallDisk(string path) => Path = path;

    public string Path { get; }

    /// <param name="options">As mount takes them, such as size=16k.</param>
    public static SmallDisk Mount(string options)
    {
        Needs.Linux();
        Needs.RootRights();
        var path = Directory.CreateTempSubdirectory("amplify-disk-").FullName;
        Run("mount", "-t", "tmpfs", "-o", $"mode=0777,{options}", "tmpfs", path);
        return new(path);
    }

    public void Remount(string options) => Run("mount", "-o", $"remount,{options}", Path);

    public void Dispose()
    {
        Run("umount", "--lazy", Path);
        Directory.Delete(Path);
    }

    private static void Run(params string[] command)
    {
        if (Environment.UserName != "root") command = ["sudo", "-n", .. command];
        using var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{string.Join(' ', command)}: {error}");
    }
}
