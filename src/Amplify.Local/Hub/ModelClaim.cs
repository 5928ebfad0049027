using System.Text;
using Amplify.Local.Store;

namespace Amplify.Local.Hub;

/// <summary>A model for this process alone, while it comes: an open file beside it, which goes with the claim.</summary>
internal sealed class ModelClaim : IDisposable
{
    private const int MostBytes = 100;

    private readonly FileStream file;

    private ModelClaim(FileStream file) => this.file = file;

    /// <exception cref="IOException">Another process has it, or the disk refuses.</exception>
    public static ModelClaim Take(string path)
    {
        while (true)
        {
            var file = OwnFile.Create(path, FileMode.OpenOrCreate);
            var mine = Guid.NewGuid().ToString();
            file.SetLength(0);
            file.Write(Encoding.ASCII.GetBytes(mine));
            file.Flush();
            if (OperatingSystem.IsWindows() || IsNamed(path, mine)) return new(file);
            file.Dispose(); // whoever had it removed its name between our opening and our locking: this lock is on a file nobody finds
        }
    }

    public void Dispose()
    {
        if (!OperatingSystem.IsWindows()) OwnFile.Delete(file.Name); // while it is locked, so that it is ours that goes
        file.Dispose();
        if (OperatingSystem.IsWindows()) OwnFile.Delete(file.Name); // where an open file keeps its name; another's stays
    }

    private static bool IsNamed(string path, string mine) =>
        OwnFile.TryRead(path, MostBytes) is { } bytes && Encoding.ASCII.GetString(bytes) == mine;
}
