using System.Collections.Concurrent;
using Amplify.Tools;
using Amplify.Tools.Backends;
using Amplify.Tools.Contract;
using Amplify.Tools.Inputs;

namespace Amplify.SageMaker;

/// <summary>
/// How many of an owner's jobs wait: those recorded since SageMaker would have given them up, and without result or failure. The oldest are
/// looked at first and no more than it takes to know that there is room; what has ended is not looked at again.
/// </summary>
internal sealed class WaitingJobs(EndpointSettings settings, AwsFaults faults, JobRecords records, TimeProvider clock)
{
    private const int MostPages = 10, AtOnce = 16, MostRemembered = 20_000, AgainSeconds = 60;
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Longest = Job.QueuedFor + Job.ServedWithin;

    private readonly ConcurrentDictionary<string, bool> ended = new();

    /// <summary>Submissions at the same time do not see one another.</summary>
    /// <exception cref="BackendException">There is no room, or it could not be looked.</exception>
    public async Task RequireRoomAsync(AwsCalls calls, Owner owner, CancellationToken cancellationToken)
    {
        var isFull = await calls.CallAsync(calls.Cut(Budget), fault => faults.Look(fault, settings.Inputs()),
            (aws, token) => IsFullAsync(aws, owner, token), cancellationToken);
        if (isFull) throw new BackendException(ErrorCode.Invocation,
            $"{owner.MostWaiting:N0} jobs of yours wait already, as many as may. Nothing was submitted. Repeat the call in {AgainSeconds} "
            + "seconds.", new ErrorDetails.Fault(Retryable: true, AgainSeconds, FaultReason.QueueFull));
    }

    private async Task<bool> IsFullAsync(AwsSet aws, Owner owner, CancellationToken cancellationToken)
    {
        var since = (clock.GetUtcNow() - Longest).UtcDateTime;
        var (listed, _) = await In(settings.Inputs(), aws).ListTimesAsync(records.Folder(owner), MostPages, cancellationToken);
        var open = listed.Where(it => it.At.ToUniversalTime() > since).OrderBy(it => it.At).Select(it => records.IdOf(it.Key, owner))
            .OfType<string>().Where(it => !ended.ContainsKey(it)).ToList();
        var waiting = open.Count;
        foreach (var some in open.Chunk(AtOnce))
        {
            if (waiting < owner.MostWaiting) break;
            waiting -= (await Task.WhenAll(some.Select(it => HasEndedAsync(aws, it, cancellationToken)))).Count(it => it);
        }

        return waiting >= owner.MostWaiting;
    }

    private async Task<bool> HasEndedAsync(AwsSet aws, string text, CancellationToken cancellationToken)
    {
        if (!OutputId.TryParse(text, "", out var id)) return true;
        var output = settings.OutputPrefix + id.FileName;
        var hasEnded = (await In(settings.Outputs(), aws).ListAsync(output, cancellationToken)).Keys.Contains(output)
            || (await In(settings.Failures(), aws).ListAsync(settings.FailurePrefix + id.Value, cancellationToken)).Keys.Count > 0;
        if (ended.Count > MostRemembered) ended.Clear();
        if (hasEnded) ended[text] = true;
        return hasEnded;
    }

    private Bucket In(Place place, AwsSet aws) => new(aws, place.Bucket, settings, clock);
}
