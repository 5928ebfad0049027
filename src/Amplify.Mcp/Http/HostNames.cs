using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace Amplify.Mcp.Http;

/// <summary>Names a server is called by, as people write them and as requests carry them.</summary>
internal static partial class HostNames
{
    public const string Any = "*";

    /// <summary>A name with or without a port, which matters to nobody here; null where no request could ever carry it.</summary>
    public static string? Read(string text)
    {
        var port = AddressOf(text) is null ? Port.Match(text) : Match.Empty;
        if (port is { Success: true, Value: not ":*" }
            && !ushort.TryParse(port.ValueSpan[1..], NumberStyles.None, CultureInfo.InvariantCulture, out _)) return null;
        var name = text[..^port.Length];
        return AddressOf(name) is { } address ? address.ScopeId == 0 ? $"[{address}]" : null
            : name == Any || Name.IsMatch(name) ? Canonical(name)
            : null;
    }

    /// <summary>The name of a request's Host header as <see cref="Read"/> gives it.</summary>
    public static string Canonical(string host) =>
        host.StartsWith('[') && IPAddress.TryParse(host, out var address) ? $"[{address}]" : host.TrimEnd('.').ToLowerInvariant();

    // With brackets or without, but both or none.
    private static IPAddress? AddressOf(string text) =>
        (text.Contains(':', StringComparison.Ordinal) && text.StartsWith('[') == text.EndsWith(']')
            && IPAddress.TryParse(text.Trim('[', ']'), out var address)) ? address : null;

    [GeneratedRegex(@":(\*|[0-9]+)\z")]
    private static partial Regex Port { get; }

    [GeneratedRegex(
        @"\A(?=.{1,254}\z)[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?(\.[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?)*\.?\z")]
    private static partial Regex Name { get; }
}
