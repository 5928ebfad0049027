namespace Amplify.Mcp.Commands;

/// <summary>Where a command leaves its files.</summary>
internal static class OutputFolder
{
    /// <returns>What was written, as a word and a path.</returns>
    /// <exception cref="UsageException">The directory cannot be written.</exception>
    public static IReadOnlyList<(string Kind, string Path)> Write(string directory,
        params IEnumerable<(string Kind, string Name, byte[] Content)> files)
    {
        try
        {
            Directory.CreateDirectory(directory);
            var written = new List<(string, string)>();
            foreach (var (kind, name, content) in files)
            {
                var path = Path.Combine(directory, name);
                File.WriteAllBytes(path, content);
                written.Add((kind, path));
            }

            return written;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{directory} cannot be written: choose another directory with --out.");
        }
    }

    /// <exception cref="UsageException">The file cannot be read, or is too large to be meant.</exception>
    public static string Read(string path)
    {
        const long most = 64 * 1024 * 1024;
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > most }) throw new UsageException($"{path} is larger than 64 MB.");
            return File.ReadAllText(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{path} cannot be read: check the path and its permissions.");
        }
    }
}
