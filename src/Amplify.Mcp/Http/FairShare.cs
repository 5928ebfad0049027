using System.Net;
using System.Net.Sockets;

namespace Amplify.Mcp.Http;

/// <summary>
/// Room that clients share: each may hold as much as is still free, so one alone gets less than half of it and ten that want all about an
/// eleventh each. An eighth is for those who hold next to nothing: whoever comes finds some, however quickly others filled the rest.
/// </summary>
internal sealed class FairShare(long room)
{
    private readonly long reserve = room / 8;
    private readonly long little = Math.Max(1, room / 128);
    private readonly Lock changing = new();
    private readonly Dictionary<string, long> held = [];
    private long free = room;

    public bool TryTake(string client, long amount = 1)
    {
        lock (changing)
        {
            var all = held.GetValueOrDefault(client) + amount;
            if (all > (all <= little ? free : free - reserve)) return false;
            if (amount > 0) (held[client], free) = (all, free - amount);
            return true;
        }
    }

    public void Return(string client, long amount = 1)
    {
        lock (changing)
        {
            free += amount;
            if (amount > 0 && (held[client] -= amount) == 0) held.Remove(client);
        }
    }

    /// <summary>Who a client is, to its address: of IPv6 the network, since each of its hosts has as many addresses as it likes.</summary>
    public static string ClientAt(IPAddress? address)
    {
        if (address is null) return "";
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6 ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8))
            : address.ToString();
    }
}
