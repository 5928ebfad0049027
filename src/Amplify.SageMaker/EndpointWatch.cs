using Amplify.Tools;
using Amplify.Tools.Backends;
using Amplify.Tools.Contract;
using Amplify.Tools.Inputs;

namespace Amplify.SageMaker;

/// <summary>
/// How the endpoint stands: where the setting asks for it, seldom, hardly ever against a refusal, and never at the cost of an answer.
/// </summary>
/// <param name="failed">Told why it is not known.</param>
internal sealed class EndpointWatch(EndpointSettings settings, AwsClients clients, TimeProvider clock, Action<Cause> failed)
{
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Refused = TimeSpan.FromMinutes(5);

    private readonly Lock looking = new();
    private Task<EndpointState?> last = Task.FromResult<EndpointState?>(null);
    private (long Since, TimeSpan Time)? kept;

    /// <summary>null: not to be asked, or not known. Never fails; polls at the same time share one request.</summary>
    /// <param name="time">What the call that asks has left: half of it at most is spent here.</param>
    public Task<EndpointState?> LookAsync(CallTime? time)
    {
        if (!settings.DescribeEndpoint) return last;
        lock (looking)
        {
            if (kept is not { } it || clock.GetElapsedTime(it.Since) >= it.Time)
            {
                KeepFor(Fresh);
                last = AskAsync();
            }

            return last.IsCompleted || time is null ? last : InTimeAsync(last, time.Cut(Budget, kept: time.Left / 2));
        }
    }

    private async Task<EndpointState?> InTimeAsync(Task<EndpointState?> asking, TimeSpan most)
    {
        try
        {
            return await asking.WaitAsync(most, clock);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    private async Task<EndpointState?> AskAsync()
    {
        using var deadline = new CancellationTokenSource(Budget, clock);
        try
        {
            var aws = await clients.GetAsync(deadline.Token).AsTask().WaitAsync(deadline.Token);
            var (name, _) = settings.RequireEndpoint();
            var described = await aws.Control.Value
                .DescribeEndpointAsync(new() { EndpointName = name }, deadline.Token).WaitAsync(deadline.Token);
            return new(SafeText.Quote(described.EndpointStatus ?? "Unknown"), described.Instances());
        }
        catch (Exception fault)
        {
            var cause = Causes.Of(fault);
            failed(cause);
            if (cause == Cause.Denied) KeepFor(Refused);
            return null;
        }
    }

    private void KeepFor(TimeSpan time)
    {
        lock (looking) kept = (clock.GetTimestamp(), time);
    }
}
