using Amplify.Tools;
using Amplify.Tools.Backends;
using Amplify.Tools.Inputs;

namespace Amplify.SageMaker;

/// <summary>What became of asking for a key.</summary>
internal abstract record Claim
{
    private Claim()
    {
    }

    /// <summary>There is a job of this key.</summary>
    public sealed record Earlier(Submission Job) : Claim;

    /// <summary>The key waits for the job of whoever got this.</summary>
    /// <param name="Tag">The condition under which its object may be written.</param>
    public sealed record Mine(string Key, string Tag) : Claim;

    /// <summary>Somebody else is submitting it, and is not done yet.</summary>
    public sealed record Anothers : Claim;
}

/// <summary>
/// One small object a key, which names the key's job. Conditional writes see to it that of all who ask at once one gets to submit.
/// </summary>
internal sealed class JobIndex(EndpointSettings settings, TimeProvider clock)
{
    // Longer than any submission takes: whoever reserved and left no id by then is gone.
    private static readonly TimeSpan Stale = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <param name="bucket">Where the keys are.</param>
    /// <param name="key">What makes submissions one job.</param>
    /// <param name="find">The job of an id; null where it does not count.</param>
    /// <param name="patience">How long somebody else's reservation is waited for.</param>
    /// <param name="cancellationToken">The caller gives up.</param>
    public async Task<Claim> ClaimAsync(
        Bucket bucket, string key, Func<OutputId, Task<Submission?>> find, TimeSpan patience, CancellationToken cancellationToken)
    {
        var name = $"{settings.InputPrefix}jobs/by-key/{key}.json";
        var (owner, started) = (Guid.NewGuid().ToString(), clock.GetTimestamp());
        while (true)
        {
            var stored = await bucket.TryReadAsync(name, cancellationToken);
            var pointer = stored is null ? null : JobPointer.Read(stored.Content);
            if (pointer?.Owner == owner) return new Claim.Mine(name, stored!.Tag); // our own write, whose answer was lost
            if (pointer?.OutputId is { } text && OutputId.TryParse(text, "", out var id))
            {
                if (await find(id) is { } job) return new Claim.Earlier(job);
            }
            else if (pointer?.Owner is not null && stored!.Age < Stale)
            {
                if (clock.GetElapsedTime(started) > patience) return new Claim.Anothers();
                await Task.Delay(Pause, clock, cancellationToken);
                continue;
            }

            var reservation = new JobPointer { Owner = owner }.Write();
            if (await bucket.TryWriteAsync(name, reservation, stored?.Tag, cancellationToken) is { } tag) return new Claim.Mine(name, tag);
        }
    }

    /// <summary>Names the job of a claimed key, or gives the key back.</summary>
    /// <returns>Whether it was still ours.</returns>
    public static async Task<bool> SettleAsync(Bucket bucket, Claim.Mine claim, string? outputId, CancellationToken cancellationToken) =>
        await bucket.TryWriteAsync(claim.Key, new JobPointer { OutputId = outputId }.Write(), claim.Tag, cancellationToken) is not null;
}
