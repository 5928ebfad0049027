namespace Amplify.Local.Store;

/// <summary>
/// Room on the disk for an answer, taken before anybody works for it: a full disk stops a job at its beginning, not at its end.
/// </summary>
internal sealed class AnswerRoom : IDisposable
{
    private const int BytesPerResidue = 600; // 20 scores, 20 confidences, a share of the outliers
    private const int BytesAround = 8 * 1024;

    private readonly FileStream file;
    private readonly string aside;

    private AnswerRoom(FileStream file, string aside) => (this.file, this.aside) = (file, aside);

    /// <exception cref="IOException">There is no room.</exception>
    public static AnswerRoom Take(FileStore store, string path, int residues)
    {
        var aside = store.Aside(path);
        OwnFile.EnsureDirectory(Path.GetDirectoryName(aside)!);
        try
        {
            return new(OwnFile.Create(aside, FileMode.CreateNew, ((long)residues * BytesPerResidue) + BytesAround), aside);
        }
        catch (IOException)
        {
            OwnFile.Delete(aside);
            throw;
        }
    }

    public void Fill(string path, byte[] answer)
    {
        file.Write(answer);
        file.SetLength(answer.Length);
        file.Flush(flushToDisk: true);
        file.Dispose();
        FileStore.Name(aside, path, durable: true);
    }

    public void Dispose()
    {
        file.Dispose();
        OwnFile.Delete(aside);
    }
}
