using Amazon.Runtime;

namespace Amplify.SageMaker.Keys;

/// <summary>
/// The keys in use. Getting them is a step of its own, before a request and never within one: it has a budget and a name, is taken once
/// however many wait for it, and is begun anew after it failed or hung.
/// </summary>
internal sealed class KeyRing(Func<KeySearch> begin, TimeProvider clock) : AWSCredentials
{
    // Under the shortest step that waits for it and can be waited for.
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Early = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(30);

    private readonly Lock searching = new();
    private volatile AwsKeys? held;
    private volatile bool isStale;
    private KeySearch? search;
    private Task found = Task.CompletedTask;

    /// <summary>When the keys in use end; null: never, or nobody says.</summary>
    public DateTimeOffset? Expires => held?.Expires;

    /// <summary>Ready at once where there are keys that last.</summary>
    /// <exception cref="KeysException">There are none.</exception>
    public ValueTask EnsureAsync(CancellationToken cancellationToken)
    {
        if (isStale || held is not { } keys) return new(WaitAsync(cancellationToken));
        if (keys.Expires is not { } end || end - clock.GetUtcNow() is var left && left > Early) return default;
        if (left < Late) return new(WaitAsync(cancellationToken));
        Search(); // the old ones do meanwhile
        return default;
    }

    /// <summary>The next request asks for keys afresh. Those under way go on with the old ones.</summary>
    public void Drop() => isStale = true;

    public override ImmutableCredentials GetCredentials() =>
        held is { } it ? new(it.Id, it.Secret, it.Token) : throw new InvalidOperationException("Signing comes after the keys");

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        var (asking, finding) = Search();
        try
        {
            await finding.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            throw new OperationCanceledException("No keys yet", KeysException.Slow(asking.Asked), cancellationToken);
        }
    }

    private (KeySearch, Task) Search()
    {
        lock (searching)
        {
            if (search is null || found.IsCompleted) found = FindAsync(search = begin());
            return (search, found);
        }
    }

    private async Task FindAsync(KeySearch asking)
    {
        using var budget = new CancellationTokenSource(Budget, clock);
        var finding = asking.FindAsync(budget.Token);
        try
        {
            var keys = await finding.WaitAsync(budget.Token);
            if (keys.Expires is { } end && end <= clock.GetUtcNow())
            {
                throw new KeysException(
                    Cause.SessionExpired, $"{asking.Asked} gave keys that have expired by this machine's clock.",
                    "Renew them, or set the clock; then repeat the call.");
            }

            (held, isStale) = (keys, false);
        }
        catch (OperationCanceledException) when (budget.IsCancellationRequested)
        {
            await Task.WhenAny(finding, Task.Delay(LastWords)); // whoever was asked may have said why, and has somebody to end
            throw finding.Exception?.InnerException as KeysException ?? KeysException.Slow(asking.Asked);
        }
    }
}

/// <summary>One way through all that may have keys.</summary>
internal abstract class KeySearch
{
    /// <summary>What is being asked just now, as a sentence begins.</summary>
    public string Asked { get; protected set; } = "The search for AWS credentials";

    public abstract Task<AwsKeys> FindAsync(CancellationToken cancellationToken);
}

/// <summary>Keys that a caller already has.</summary>
internal sealed class GivenKeys(AWSCredentials given) : KeySearch
{
    public override async Task<AwsKeys> FindAsync(CancellationToken cancellationToken)
    {
        var keys = await given.GetCredentialsAsync();
        return new(keys.AccessKey, keys.SecretKey, keys.Token, given.Expiration);
    }
}
