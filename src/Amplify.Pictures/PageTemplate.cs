using System.Security.Cryptography;
using System.Text;

namespace Amplify.Pictures;

/// <summary>A page of ours with the policy that lets nothing run but its own script and style.</summary>
internal static class PageTemplate
{
    public static string Load(string name) => Guarded(Read(name).ReplaceLineEndings("\n")); // browsers hash what they parsed: \n

    public static string Read(string name)
    {
        using var stream = typeof(PageTemplate).Assembly.GetManifestResourceStream($"Amplify.Pictures.{name}")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    /// <summary>The page with its policy, which names its script and its style.</summary>
    public static string Guarded(string html)
    {
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
