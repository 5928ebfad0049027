using System.Net;
using Amplify.Mcp.Http;
using Amplify.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.Protocols;

namespace Amplify.Mcp.Tests.Http;

/// <summary>An issuer that hangs costs those it has to be asked for a moment, and nobody else anything.</summary>
public sealed class IssuerTests : IAsyncDisposable
{
    private static readonly TimeSpan Longer = IssuerKeys.Patience + TimeSpan.FromSeconds(2);

    private readonly TemporaryDirectory directory = new();
    private readonly LocalIssuer issuer = new();
    private readonly FakeTimeProvider clock = new();
    private readonly HttpClient client = new();

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await issuer.DisposeAsync();
        directory.Dispose();
    }

    [Fact]
    public async Task Sixty_callers_of_an_issuer_that_hangs_get_503_together_and_probes_and_strangers_their_answers_meanwhile()
    {
        issuer.Hangs = true;
        await using var server = await StartAsync();
        var token = issuer.Token();

        var callers = Enumerable.Range(0, 60).Select(_ => server.PingAsync(("Authorization", "Bearer " + token))).ToList();
        using var health = await server.GetAsync("/health");
        using var stranger = await server.PingAsync();
        var answers = await Task.WhenAll(callers).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized), (health.StatusCode, stranger.StatusCode));
        Assert.All(answers, it => Assert.Equal(HttpStatusCode.ServiceUnavailable, it.StatusCode));
        Assert.All(answers, it => Assert.True(it.Headers.Contains("Retry-After")));
        Assert.Single(issuer.Asked);
    }

    [Fact]
    public async Task Whose_key_is_known_does_not_notice_that_the_issuer_hangs()
    {
        await using var server = await StartAsync();
        var (good, unknown) = (issuer.Token(), issuer.Forged("another"));
        using var first = await server.PingAsync(("Authorization", "Bearer " + good));
        issuer.Hangs = true;

        using var refused = await server.PingAsync(("Authorization", "Bearer " + unknown));
        using var again = await server.PingAsync(("Authorization", "Bearer " + good));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (first.StatusCode, again.StatusCode));
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    [Fact]
    public async Task Keys_are_asked_for_before_anybody_calls()
    {
        await using var server = await StartAsync();

        while (issuer.Asked.Count < 2) await Task.Yield();

        Assert.Equal(["/.well-known/openid-configuration", "/keys"], issuer.Asked);
    }

    [Fact]
    public async Task An_issuer_that_hangs_is_given_up_and_asked_again_after_a_while()
    {
        var keys = Keys();
        issuer.Hangs = true;
        var waiting = keys.FindAsync("one", TestContext.Current.CancellationToken);
        while (issuer.Asked.IsEmpty) await Task.Yield();

        clock.Advance(Longer);
        await Assert.ThrowsAsync<IssuerSilentException>(() => waiting);
        await Assert.ThrowsAsync<IssuerSilentException>(() => keys.FindAsync("one", TestContext.Current.CancellationToken)); // at once
        issuer.Hangs = false;
        clock.Advance(TimeSpan.FromSeconds(6));
        var found = await keys.FindAsync("one", TestContext.Current.CancellationToken);

        Assert.Contains(found.SigningKeys, it => it.KeyId == "one");
    }

    [Fact]
    public async Task A_caller_who_leaves_waits_no_longer_and_takes_nothing_from_the_others()
    {
        var keys = Keys();
        issuer.Hangs = true;
        using var leaving = new CancellationTokenSource();
        var (one, other) = (keys.FindAsync("one", leaving.Token), keys.FindAsync("one", TestContext.Current.CancellationToken));

        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one);

        Assert.False(other.IsCompleted);
    }

    [Fact]
    public async Task A_new_key_is_found_with_the_first_token_it_signs_and_made_up_ones_are_not_asked_for_again_and_again()
    {
        var keys = Keys();
        await keys.FindAsync("one", TestContext.Current.CancellationToken);
        issuer.ChangeKey("two");

        var young = await keys.FindAsync("two", TestContext.Current.CancellationToken);
        clock.Advance(TimeSpan.FromMinutes(2));
        var found = await keys.FindAsync("two", TestContext.Current.CancellationToken);
        for (var number = 0; number < 300; number++) await keys.FindAsync($"made up {number}", TestContext.Current.CancellationToken);

        Assert.DoesNotContain(young.SigningKeys, it => it.KeyId == "two");
        Assert.Contains(found.SigningKeys, it => it.KeyId == "two");
        Assert.Equal(4, issuer.Asked.Count);
    }

    [Fact]
    public async Task Old_keys_are_used_while_new_ones_are_fetched()
    {
        var keys = Keys();
        await keys.FindAsync("one", TestContext.Current.CancellationToken);
        clock.Advance(TimeSpan.FromDays(1));
        issuer.Hangs = true;

        var found = await keys.FindAsync("one", TestContext.Current.CancellationToken);

        Assert.Contains(found.SigningKeys, it => it.KeyId == "one");
        while (issuer.Asked.Count < 3) await Task.Yield(); // it is asked all the same
    }

    private IssuerKeys Keys() => new(issuer.Url, new HttpDocumentRetriever(client) { RequireHttps = false }, clock, NullLogger.Instance);

    private Task<HttpHost> StartAsync() =>
        HttpHost.StartAsync(directory, ("AMPLIFY_AUTH_ISSUER", issuer.Url), ("AMPLIFY_AUTH_AUDIENCE", "amplify-api"));
}
