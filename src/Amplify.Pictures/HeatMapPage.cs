using System.Text;
using System.Text.RegularExpressions;
using Amplify.Tools.Scans;

namespace Amplify.Pictures;

/// <summary>
/// The interactive heat map: one file that a chat shows as an MCP App, or that a browser opens with its result inside.
/// It loads nothing and calls nowhere. Its parts lie under Page; they share one scope, so their order is theirs to know.
/// </summary>
public static partial class HeatMapPage
{
    public const string Uri = "ui://amplify/heatmap.html";
    public const string MimeType = "text/html;profile=mcp-app";

    private const string DataMark = "{{data}}";
    private static readonly string[] Scripts =
        ["scan", "pens", "colours", "map", "site", "table", "own", "export", "chat", "start"];

    private static readonly string Template = Load();

    /// <summary>Without a result: it asks the host it is shown in.</summary>
    public static string Html { get; } = Template.Replace(DataMark, "", StringComparison.Ordinal);

    public static string With(ScanDocument document) => Template.Replace(DataMark, Inert(document.Write()), StringComparison.Ordinal);

    // In JSON these characters stand in strings only, where an escape means the same; without them no stored text can end the element.
    private static string Inert(byte[] json) => new StringBuilder(Encoding.UTF8.GetString(json))
        .Replace("<", "\\u003c").Replace(">", "\\u003e").Replace("&", "\\u0026").ToString();

    private static string Load()
    {
        var script = string.Concat(Scripts.Select(it => Squeezed(Read(it + ".js"))));
        var style = Squeezed(Read("page.css"));
        return PageTemplate.Guarded(Lines(Read("page.html"))
            .Replace("{{style}}", style, StringComparison.Ordinal)
            .Replace("{{script}}", script, StringComparison.Ordinal));
    }

    private static string Read(string name) => PageTemplate.Read("Page." + name);

    // \n alone, because browsers hash what they parsed.
    private static string Lines(string text) => string.Concat(Trimmed(text).Select(it => it + '\n'));

    // Every host reads the page afresh, and nobody reads it there: what only readers of the source need stays behind. Quotes, templates and
    // expressions keep their spaces; the sources keep each of them on one line.
    private static string Squeezed(string text) => string.Concat(Trimmed(text).Select(it => Spaces.Replace(it, "$1$2"))
        .Select(it => it[^1] is ';' or '{' or ',' ? it : it + '\n')).Replace(";}", "}", StringComparison.Ordinal);

    private static IEnumerable<string> Trimmed(string text) => text.Split('\n').Select(it => it.Trim())
        .Where(it => it.Length > 0 && !it.StartsWith("//", StringComparison.Ordinal));

    [GeneratedRegex("""('[^']*'|"[^"]*"|`.*`|/.*/)| *([-+*=<>?:|&,;{}()]) *""")]
    private static partial Regex Spaces { get; }
}
