using System.Text;

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
    private static readonly string Template = PageTemplate.Load("heatmap.html");

    /// <summary>Without a result: it asks the host it is shown in.</summary>
    public static string Html { get; } = Template.Replace(DataMark, "", StringComparison.Ordinal);

    public static string With(ScanDocument document) => Template.Replace(DataMark, Inert(document.Write()), StringComparison.Ordinal);

    // In JSON these characters stand in strings only, where an escape means the same; without them no stored text can end the element.
    private static string Inert(byte[] json) => new StringBuilder(Encoding.UTF8.GetString(json))
        .Replace("<", "\\u003c").Replace(">", "\\u003e").Replace("&", "\\u0026").ToString();
}
