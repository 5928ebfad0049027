using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Amplify.Tools.Backends;

namespace Amplify.Tools;

/// <summary>How callers are told apart whose results are their own, and the key that keeps their names out of the store.</summary>
public sealed class CallerSettings
{
    public const string Variable = "AMPLIFY_CALLERS";
    public const string KeyVariable = "AMPLIFY_CALLERS_KEY";
    private const string MostVariable = "AMPLIFY_CALLERS_WAITING";
    private const int LeastKey = 32;
    private const int UsualMost = 100, MostMost = 10_000;

    /// <summary>A claim of the token that an HTTP request brings.</summary>
    public const string Token = "jwt";

    /// <summary>A header of the request that an AgentCore Gateway hands on to the function.</summary>
    public const string Gateway = "gateway";

    private readonly byte[] key;
    private readonly int mostWaiting;

    private CallerSettings(string scheme, string name, byte[] key, int mostWaiting) =>
        (Scheme, Name, this.key, this.mostWaiting) = (scheme, name, key, mostWaiting);

    public string Scheme { get; }

    /// <summary>Of the claim or header.</summary>
    public string Name { get; }

    /// <summary>For people: by what callers are told apart.</summary>
    public string Words => Scheme == Token ? $"the claim '{Name}' of their token" : $"the header '{Name}' that the gateway hands on";

    /// <returns>null: whoever may call and has an id can read its result.</returns>
    public static CallerSettings? Read(SettingReader read)
    {
        var (text, key) = (read.Text(Variable), Encoding.UTF8.GetBytes(read.Text(KeyVariable) ?? ""));
        var most = read.Number(MostVariable, UsualMost, 1, MostMost);
        if (text is null)
        {
            if (key.Length > 0) read.Refuse(Variable, $"{KeyVariable} is set and {Variable} is not: nobody would be told apart. Set it to "
                + "jwt:<claim> or gateway:<header>, or unset both.");
            return null;
        }

        if (text.Split(':', 2) is not [var scheme, { Length: > 0 } name] || scheme is not (Token or Gateway) || name.Any(char.IsWhiteSpace))
            return read.Wrong<CallerSettings>(Variable,
                $"{Token}:<claim> for the HTTP server, such as {Token}:sub, or {Gateway}:<header> for the Lambda behind a gateway");
        // The key itself is quoted nowhere.
        if (key.Length < LeastKey) read.Refuse(KeyVariable, (key.Length == 0
            ? $"{Variable} is set and {KeyVariable} is not. It" : $"{KeyVariable} has {key.Length} bytes. It")
            + $" takes {LeastKey} at least, random and secret, such as `openssl rand -base64 32` prints; every replica has the same. With "
            + "another key, nobody finds the jobs they submitted before.");
        return new(scheme, scheme == Gateway ? name.ToLowerInvariant() : name, key, most); // names of headers have no case
    }

    /// <summary>The same for a host that knows its callers in one of the two ways.</summary>
    public static CallerSettings? Read(SettingReader read, string scheme)
    {
        var it = Read(read);
        if (it is not null && it.Scheme != scheme) read.Refuse(Variable,
            $"{Variable} is '{it.Scheme}:{it.Name}', by which this program cannot tell its callers apart; it takes {scheme}:<"
            + (scheme == Token ? "claim" : "header") + ">");
        return it;
    }

    /// <param name="authority">Who vouches for the value: the same one of two issuers is two callers.</param>
    /// <param name="value">null, blank, or not to be read: nothing is said.</param>
    /// <returns>null: nobody, who has no jobs.</returns>
    public Caller? Of(string authority, string? value)
    {
        if (string.IsNullOrWhiteSpace(value) || value.Contains('\uFFFD', StringComparison.Ordinal)) return null;
        var said = string.Concat(new[] { Scheme, Name, authority, value }.Select(it => $"{it.Length}:{it}"));
        var owner = Convert.ToHexStringLower(HMACSHA256.HashData(key, MemoryMarshal.AsBytes(said.AsSpan())));
        return new(owner, new(owner, mostWaiting));
    }

    /// <summary>The backend as callers meet it.</summary>
    public static IPredictionBackend Guard(IPredictionBackend backend, CallerSettings? callers) =>
        callers is null ? backend : new CallersOnly(backend, $"{Variable} tells callers apart by {callers.Words}");
}
