using Amplify.Tools.Backends;
using Amplify.Tools.Contract;
using Amplify.Tools.Tests.Local;

namespace Amplify.Tools.Tests;

/// <summary>How callers are told apart, and what becomes of a call that says nothing of its own.</summary>
public class CallerTests
{
    private const string Key = "0123456789abcdef0123456789abcdef";

    [Theory]
    [InlineData("sub", Key, "AMPLIFY_CALLERS", "AMPLIFY_CALLERS is 'sub'; it takes jwt:<claim> for the HTTP server")]
    [InlineData("jwt:", Key, "AMPLIFY_CALLERS", "it takes jwt:<claim>")]
    [InlineData("cookie:session", Key, "AMPLIFY_CALLERS", "it takes jwt:<claim>")]
    [InlineData("gateway:X Tenant", Key, "AMPLIFY_CALLERS", "gateway:<header> for the Lambda")]
    [InlineData("jwt:sub", null, "AMPLIFY_CALLERS_KEY", "AMPLIFY_CALLERS is set and AMPLIFY_CALLERS_KEY is not. It takes 32 at least")]
    [InlineData("jwt:sub", "short-and-secret", "AMPLIFY_CALLERS_KEY", "AMPLIFY_CALLERS_KEY has 16 bytes. It takes 32 at least")]
    [InlineData(null, Key, "AMPLIFY_CALLERS", "AMPLIFY_CALLERS_KEY is set and AMPLIFY_CALLERS is not: nobody would be told apart")]
    public void A_way_of_telling_callers_apart_that_is_none_starts_nothing(string? callers, string? key, string variable, string says)
    {
        var fault = Assert.Throws<SettingException>(() => Read(callers, key));

        Assert.Equal(variable, fault.Variable);
        Assert.Contains(says, fault.Message, StringComparison.Ordinal);
        if (key is not null) Assert.DoesNotContain(key, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_host_takes_the_way_it_knows_its_callers_by_and_no_other()
    {
        var settings = Of("gateway:X-Tenant", Key);

        Assert.Equal("x-tenant", settings.Read(it => CallerSettings.Read(it, CallerSettings.Gateway))!.Name);
        Assert.Equal("AMPLIFY_CALLERS is 'gateway:x-tenant', by which this program cannot tell its callers apart; it takes jwt:<claim>",
            Assert.Throws<SettingException>(() => settings.Read(it => CallerSettings.Read(it, CallerSettings.Token))).Message);
        Assert.Null(Read(null, null));
    }

    [Fact]
    public void One_name_of_two_issuers_is_two_callers()
    {
        var (callers, otherKey) = (Read("jwt:sub", Key)!, Read("jwt:sub", Key + "!")!);
        string? KeyOf(CallerSettings settings, string issuer, string name) => settings.Of(issuer, name)?.Owner?.Key;
        string?[] all =
        [
            KeyOf(callers, "https://one", "alice"), KeyOf(callers, "https://two", "alice"), KeyOf(callers, "https://one", "bob"),
            KeyOf(callers, "https://onea", "lice"), KeyOf(Read("jwt:email", Key)!, "https://one", "alice"),
            KeyOf(Read("gateway:sub", Key)!, "https://one", "alice"), KeyOf(otherKey, "https://one", "alice"),
        ];

        Assert.Distinct(all);
        Assert.All(all, it => Assert.Matches("^[0-9a-f]{64}$", it));
        Assert.Equal(all[0], KeyOf(Read("jwt:sub", Key)!, "https://one", "alice"));
        Assert.Equal((100, 7), (callers.Of("i", "a")!.Owner!.MostWaiting, Read("jwt:sub", Key, "7")!.Of("i", "a")!.Owner!.MostWaiting));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" \t")]
    [InlineData("ali\uFFFDce")]
    public void What_says_nothing_or_cannot_be_read_is_nobody(string? name) => Assert.Null(Read("jwt:sub", Key)!.Of("https://one", name));

    [Fact]
    public async Task Whatever_is_asked_without_saying_who_calls_is_refused()
    {
        await using var store = new LocalStore();
        var backend = CallerSettings.Guard(store.Open(), Read("jwt:sub", Key));
        var (id, sequence, token) = (LocalStore.Id("abcd"), LocalStore.Sequence("MKTV"), TestContext.Current.CancellationToken);

        IPredictionBackend[] all = [backend, backend.Within(null), backend.AtOnce(), backend.For(null), backend.For(new("address"))];
        foreach (var unbound in all)
        {
            foreach (var ask in (Func<Task>[])[() => unbound.SubmitAsync(sequence, token), () => unbound.SubmitOnceAsync(sequence, token),
                () => unbound.FetchAsync(id, token), () => unbound.FetchNamedAsync(id, token),
                () => unbound.FetchSitesAsync(id, [0], token),
                () => unbound.ListAsync(1, token), () => unbound.FindAsync("abcd", token), () => unbound.RecallBatchAsync(id, token),
                () => unbound.KeepBatchAsync("batch-1", new(DateTimeOffset.UnixEpoch, []), token)])
            {
                var refusal = await Assert.ThrowsAsync<BackendException>(ask);
                Assert.Equal(ErrorCode.AccessDenied, refusal.Code);
                Assert.EndsWith("'sub' of their token. Nothing was submitted or read.", refusal.Message, StringComparison.Ordinal);
            }
        }

        Assert.False(Directory.Exists(store.Inputs));
    }

    // A default of the interface would answer for everybody, or for nobody.
    [Fact]
    public void A_member_added_to_the_interface_has_to_say_what_it_does_unbound() => Assert.All(
        typeof(CallersOnly).GetInterfaceMap(typeof(IPredictionBackend)).TargetMethods,
        it => Assert.Equal(typeof(CallersOnly), it.DeclaringType));

    private static CallerSettings? Read(string? callers, string? key, string? most = null) =>
        Of(callers, key, most).Read(CallerSettings.Read);

    private static Settings Of(string? callers, string? key, string? most = null) => new(variable => variable switch
    {
        "AMPLIFY_CALLERS" => callers,
        "AMPLIFY_CALLERS_KEY" => key,
        "AMPLIFY_CALLERS_WAITING" => most,
        _ => null,
    });
}
