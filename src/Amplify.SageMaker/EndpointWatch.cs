using Amplify.Tools;
using Amplify.Tools.Contract;
using Amplify.Tools.Inputs;

namespace Amplify.SageMaker;

/// <summary>
/// How the endpoint stands: where the setting asks for it, seldom, hardly ever against a refusal, and never at the cost of an answer.
/// </summary>
/// <param name="failed">Told why it is not known.</param>
internal sealed class EndpointWatch(Settings settings, AwsClients clients, TimeProvider clock, Action<Cause> failed)
{
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Refused = TimeSpan.FromMinutes(5);

    private readonly Lock looking = new();
    private Task<EndpointState?> last = Task.FromResult<EndpointState?>(null);
    private DateTimeOffset until;

    /// <summary>null: not to be asked, or not known. Never fails; polls at the same time share one request.</summary>
    public Task<EndpointState?> LookAsync()
    {
        lock (looking)
        {
            var now = clock.GetUtcNow();
            if (!settings.DescribeEndpoint || now < until) return last;
            until = now + Fresh;
            return last = AskAsync();
        }
    }

    private async Task<EndpointState?> AskAsync()
    {
        using var deadline = new CancellationTokenSource(Budget, clock);
        try
        {
            var aws = await clients.GetAsync(deadline.Token);
            var (name, _) = settings.RequireEndpoint();
            var described = await aws.Control.Value.DescribeEndpointAsync(new() { EndpointName = name }, deadline.Token);
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
        lock (looking) until = clock.GetUtcNow() + time;
    }
}
