using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Amplify.Mcp.Http;

/// <summary>Tells callers apart by where they call from. Only a hash of it leaves this class, and it means nothing elsewhere.</summary>
internal static class HttpCaller
{
    private const int NetworkBytes = 8;

    public static string? Of(IServiceProvider? services) =>
        services?.GetService<IHttpContextAccessor>()?.HttpContext?.Connection.RemoteIpAddress is { } address ? Key(Network(address)) : null;

    /// <summary>An address of IPv4; of IPv6 the /64, of which one customer has all.</summary>
    public static string Network(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return address.ToString();
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(NetworkBytes).Clear();
        return $"{new IPAddress(bytes)}/64";
    }

    private static string Key(string network) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(network)))[..16];
}
