using System.Globalization;
using System.Text;
using Amplify.Pictures;
using Amplify.Tools;
using Amplify.Tools.Scans;

namespace Amplify.Mcp.Commands;

/// <summary>The files a prediction leaves: a heat map that a browser opens, and the substitutions as CSV.</summary>
internal static class ResultFiles
{
    /// <returns>What was written, as a word and a path.</returns>
    /// <exception cref="UsageException">The directory cannot be written.</exception>
    public static IReadOnlyList<(string Kind, string Path)> Write(string directory, ShownResult result, VariantScan scan,
        DateTimeOffset completedAt, WantedStructure? structure, Action<string> say)
    {
        var (outputId, offset) = (result.OutputId, result.Numbering.Offset);
        var caption = new Caption(Model: result.Stored.Told("model_version", 60), Date: completedAt);
        var document = ScanDocument.Of(outputId, scan, offset, result.Stored.BriefMetadata(), result.Warnings);
        var numbering = offset == 0 ? ""
            : string.Create(CultureInfo.InvariantCulture, $"{offset:+0;-0}"); // files of another numbering stay what they are
        var stem = Path.Combine(directory, outputId + numbering);
        try
        {
            Directory.CreateDirectory(directory);
            return
            [
                Save("heat map", stem + ".html", Encoding.UTF8.GetBytes(HeatMapPage.With(document))),
                Save("picture", stem + ".png", HeatMapPng.Draw(scan, offset, caption)),
                Save("drawing", stem + ".svg", Encoding.UTF8.GetBytes(HeatMapSvg.Draw(scan, offset, caption))),
                Save("CSV", stem + ".csv", VariantsCsv.Write(scan, offset)),
                .. StructureFiles.Of(stem, structure, scan, offset, say).Select(it => Save(it.Kind, it.Path, it.Content)),
            ];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UsageException(
                $"{directory} cannot be written: choose another directory with --out. The prediction is kept; amplify-mcp results "
                + $"{outputId} collects it.");
        }
    }

    private static (string Kind, string Path) Save(string kind, string path, byte[] content)
    {
        File.WriteAllBytes(path, content);
        return (kind, path);
    }
}
