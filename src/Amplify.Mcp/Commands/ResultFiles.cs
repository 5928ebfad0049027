using System.Globalization;
using System.Text;
using Amplify.Pictures;
using Amplify.Tools.Scans;

namespace Amplify.Mcp.Commands;

/// <summary>The files a prediction leaves: a heat map that a browser opens, and the substitutions as CSV.</summary>
internal static class ResultFiles
{
    /// <returns>What was written, as a word and a path.</returns>
    /// <exception cref="UsageException">The directory cannot be written.</exception>
    public static IReadOnlyList<(string Kind, string Path)> Write(string directory, ScanReport report, VariantScan scan, string outputId,
        int offset)
    {
        var document = ScanDocument.Of(outputId, scan, offset, report.Stored.BriefMetadata(), report.Warnings);
        var numbering = offset == 0 ? ""
            : string.Create(CultureInfo.InvariantCulture, $"{offset:+0;-0}"); // files of another numbering stay what they are
        var stem = Path.Combine(directory, outputId + numbering);
        try
        {
            Directory.CreateDirectory(directory);
            return
            [
                Save("heat map", stem + ".html", Encoding.UTF8.GetBytes(HeatMapPage.With(document))),
                Save("picture", stem + ".png", HeatMapPng.Draw(scan, offset)),
                Save("CSV", stem + ".csv", VariantsCsv.Write(scan, offset)),
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
