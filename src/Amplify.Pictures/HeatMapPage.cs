using System.Security.Cryptography;
using System.Text;
using Amplify.Tools.Scans;

namespace Amplify.Pictures;

/// <summary>
/// The interactive heat map: one file that a chat shows as an MCP App, or that a browser opens with its result inside.
/// It loads nothing and calls nowhere.
/// </summary>
public static class HeatMapPage
{
    public const string Uri = "ui://amplify/heatmap.html";
    public const string MimeType = "text/html;profile=mcp-app";

    private const string DataMark = "{{data}}";
    private static readonly string Template = Load();

    /// <summary>Without a result: it asks the host it is shown in.</summary>
    public static string Html { get; } = Template.Replace(DataMark, "", StringComparison.Ordinal);

    public static string With(ScanDocument document) => Template.Replace(DataMark, Inert(document.Write()), StringComparison.Ordinal);

    // In JSON these characters stand in strings only, where an escape means the same; without them no stored text can end the element.
    private static string Inert(byte[] json) => new StringBuilder(Encoding.UTF8.GetString(json))
        .Replace("<", "\\u003c").Replace(">", "\\u003e").Replace("&", "\\u0026").ToString();

    private static string Load()
    {
        using var stream = typeof(HeatMapPage).Assembly.GetManifestResourceStream("Amplify.Pictures.heatmap.html")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var html = reader.ReadToEnd().ReplaceLineEndings("\n"); // browsers hash what they parsed, and they parse \n
        var (script, style) = (Hash(html, "<script>", "</script>"), Hash(html, "<style>", "</style>"));
        var policy = $"default-src 'none'; script-src '{script}'; style-src '{style}'; base-uri 'none'; form-action 'none'";
        return html.Replace("{{policy}}", policy, StringComparison.Ordinal);
    }

    // Nothing but our own script and style may run, not even inline.
    private static string Hash(string html, string open, string close)
    {
        var start = html.IndexOf(open, StringComparison.Ordinal) + open.Length;
        var content = html[start..html.IndexOf(close, start, StringComparison.Ordinal)];
        return $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(content)))}";
    }
}
