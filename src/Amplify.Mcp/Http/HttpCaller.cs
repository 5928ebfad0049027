using System.Net;
using System.Net.Sockets;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Amplify.Tools;
using Amplify.Tools.Backends;
using Microsoft.AspNetCore.Http;

namespace Amplify.Mcp.Http;

/// <summary>
/// Tells callers apart: by a claim of their token where results belong to them, otherwise by where they call from. Only a hash of either
/// leaves this class.
/// </summary>
internal static class HttpCaller
{
    private const int NetworkBytes = 8;

    /// <summary>Of the request in hand; null: it names none, or there is none.</summary>
    public static Caller? Of(HttpContext? request, CallerSettings? callers) =>
        callers is not null ? request is null ? null : Of(request.User, callers)
        : request?.Connection.RemoteIpAddress is { } address ? new(Key(Network(address))) : null;

    /// <summary>By the claim, if the token has it once: of several values each could be another's.</summary>
    public static Caller? Of(ClaimsPrincipal user, CallerSettings callers) =>
        user.FindAll(callers.Name).ToList() is [var claim] ? callers.Of(claim.Issuer, claim.Value) : null;

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
