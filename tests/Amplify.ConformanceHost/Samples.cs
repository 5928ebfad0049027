using System.Text;
using ModelContextProtocol.Protocol;

namespace Amplify.ConformanceHost;

/// <summary>The smallest picture and sound there are.</summary>
internal static class Samples
{
    public static ImageContentBlock Image => new()
    {
        MimeType = "image/png",
        Data = Encoding.ASCII.GetBytes("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg=="),
    };

    public static AudioContentBlock Audio => new()
    {
        MimeType = "audio/wav",
        Data = Encoding.ASCII.GetBytes("UklGRiYAAABXQVZFZm10IBAAAAABAAEAQB8AAAB9AAACABAAZGF0YQIAAAA="),
    };

    public static EmbeddedResourceBlock Embedded(string uri) => new()
    {
        Resource = new TextResourceContents { Uri = uri, MimeType = "text/plain", Text = "This is an embedded resource content." },
    };
}
