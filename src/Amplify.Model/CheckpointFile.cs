namespace Amplify.Model;

/// <summary>Opens files of a checkpoint; whatever the file system says becomes a sentence.</summary>
internal static class CheckpointFile
{
    public static FileStream Open(string path)
    {
        var name = Path.GetFileName(path);
        try
        {
            if (Directory.Exists(path)) throw new ModelException($"{name} is a directory, not a file.");

            // Looked at before it is opened: to open a pipe would wait for ever.
            var target = File.ResolveLinkTarget(path, returnFinalTarget: true) as FileInfo ?? new FileInfo(path);
            if (!target.Exists) throw Missing(name);
            if (target.Length == 0) throw new ModelException($"{name} is empty. Download the checkpoint again.");
            return new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Missing(name);
        }
        catch (UnauthorizedAccessException)
        {
            throw new ModelException($"{name} may not be read by this user. Change its permissions.");
        }
        catch (IOException)
        {
            throw new ModelException($"{name} cannot be read: the file system refused.");
        }
    }

    public static byte[] ReadAll(string path, int most)
    {
        using var file = Open(path);
        if (file.Length > most) throw new ModelException($"{Path.GetFileName(path)} has {file.Length} bytes; at most {most} are read.");
        var bytes = new byte[file.Length];
        try
        {
            file.ReadExactly(bytes);
        }
        catch (IOException)
        {
            throw new ModelException($"{Path.GetFileName(path)} cannot be read to its end.");
        }

        return bytes;
    }

    private static ModelException Missing(string name) =>
        new($"{name} is not in the checkpoint's directory. Download it from where the other files came from.");
}
