using System.Globalization;
using System.Text;
using Amplify.Mcp.Commands.Batches;
using Amplify.Pictures;
using Amplify.Tools;
using Amplify.Tools.Inputs;
using Amplify.Tools.Scans;

namespace Amplify.Mcp.Commands;

/// <summary>The files a prediction leaves: a heat map that a browser opens, and the substitutions as CSV.</summary>
internal static class ResultFiles
{
    private static readonly string[] Endings = [".html", ".png", ".svg", ".csv"];

    /// <returns>What was written, as a word and a path.</returns>
    /// <exception cref="UsageException">The directory cannot be written.</exception>
    public static IReadOnlyList<(string Kind, string Path)> Write(string directory, ShownResult result, VariantScan scan,
        DateTimeOffset completedAt, WantedStructure? structure, Action<string> say)
    {
        var caption = new Caption(result.Name, result.Stored.Told("model_version", 60), completedAt);
        var document = ScanDocument.Of(result.OutputId, scan, result.Numbering,
            result.Stored.BriefMetadata(), result.Warnings) with
        { Name = result.Name };
        try
        {
            Directory.CreateDirectory(directory);
            var (stem, numbering) = (StemOf(directory, result), result.Numbering);
            List<(string Kind, string Path, byte[] Content)> files =
            [
                ("heat map", stem + ".html", Encoding.UTF8.GetBytes(HeatMapPage.With(document))),
                ("picture", stem + ".png", HeatMapPng.Draw(scan, numbering, caption)),
                ("drawing", stem + ".svg", Encoding.UTF8.GetBytes(HeatMapSvg.Draw(scan, numbering, caption))),
                ("CSV", stem + ".csv", VariantsCsv.Write(scan, numbering)),
            ];
            var written = new List<(string Kind, string Path)>();
            foreach (var (kind, path, content) in files.Concat(StructureFiles.Of(stem, structure, scan, numbering, say)))
            {
                Save(path, content);
                written.Add((kind, path));
            }

            return written;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UsageException(
                $"{directory} cannot be written: choose another directory with --out. The prediction is kept; amplify-mcp results "
                + $"{result.OutputId} collects it.");
        }
    }

    /// <summary>A file that is there whole or not at all.</summary>
    public static void Save(string path, ReadOnlySpan<byte> content)
    {
        var aside = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            File.WriteAllBytes(aside, content);
            File.Move(aside, path, overwrite: true);
        }
        finally
        {
            File.Delete(aside);
        }
    }

    /// <summary>What else is made of a job is called by its protein, the job and the numbering: none overwrites another's.</summary>
    public static string StemOf(ShownResult job)
    {
        var id = job.OutputId;
        return (SafeFileName.Of(job.Name) is { } name ? $"{name}-{id[^Math.Min(8, id.Length)..]}" : id) + Numbered(job);
    }

    // Files of another numbering stay what they are, and so do those of another job of the same name, or a stranger's.
    private static string StemOf(string directory, ShownResult job)
    {
        var numbering = Numbered(job);
        var (name, longer) = (SafeFileName.Of(job.Name), StemOf(job));
        string[] names = name is null ? [] : BatchFolder.IsOwn(name) ? [longer] : [name + numbering, longer];
        var stems = names.Select(it => Path.Combine(directory, it));
        return stems.FirstOrDefault(it => IsOf(it, job.OutputId) || TryTake(it, job.OutputId))
            ?? Path.Combine(directory, job.OutputId + numbering);
    }

    private static string Numbered(ShownResult job) =>
        job.Numbering.Offset == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{job.Numbering.Offset:+0;-0}");

    private static bool TryTake(string stem, string outputId)
    {
        if (Endings.Any(it => Path.Exists(stem + it))) return false;
        try
        {
            using var page = new FileStream(stem + ".html", FileMode.CreateNew);
            page.Write(Encoding.UTF8.GetBytes(Mark(outputId)));
            return true;
        }
        catch (IOException) when (Path.Exists(stem + ".html"))
        {
            return false; // another process was quicker
        }
    }

    private static bool IsOf(string stem, string outputId) =>
        File.Exists(stem + ".html") && File.ReadAllText(stem + ".html").Contains(Mark(outputId), StringComparison.Ordinal);

    // As a page's data have it; in a name, which is quoted, it cannot stand.
    private static string Mark(string outputId) => $"\"output_id\":\"{outputId}\"";
}
