using Amplify.Tools;
using Amplify.Tools.Backends;

namespace Amplify.SageMaker;

/// <summary>Calls to AWS on behalf of one call of a tool: each within a time of its own, cut to what the host has left.</summary>
/// <param name="clients">Shared by all.</param>
/// <param name="clock">Measures.</param>
/// <param name="time">null: the host waits.</param>
/// <param name="afterwards">Takes what no answer needs, where the host finishes such things once it has answered; null: it is waited
/// for.</param>
/// <param name="caller">On whose behalf; null: there is one caller, or they cannot be told apart.</param>
internal sealed class AwsCalls(
    AwsClients clients, TimeProvider clock, CallTime? time, Action<Func<Task>>? afterwards, Caller? caller = null)
{
    // Once a host has its answer, a bit of what it kept for handing it over is left.
    private static readonly TimeSpan AfterAnswer = TimeSpan.FromMilliseconds(250);

    public CallTime? Time => time;

    public Caller? Caller => caller;

    public Owner? Owner => caller?.Owner;

    public TimeSpan Cut(TimeSpan budget, TimeSpan kept = default) => time?.Cut(budget, kept) ?? budget;

    /// <summary>The same for what may be left to do after the answer.</summary>
    public TimeSpan CutAtTheEnd(TimeSpan budget) => Cut(budget, kept: afterwards is null ? TimeSpan.Zero : -AfterAnswer);

    public async Task FinishAsync(Func<Task> work)
    {
        if (afterwards is null) await work();
        else afterwards(work);
    }

    /// <summary>One or more calls within a budget; whatever goes wrong is named, also that the host's time is over.</summary>
    public async Task<T> CallAsync<T>(
        TimeSpan budget,
        Func<Exception, BackendException> name,
        Func<AwsSet, CancellationToken, Task<T>> call,
        CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(budget, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            // Not waited for beyond its time: a cancelled request goes on reading for two seconds what may come of an answer that began.
            return await call(await clients.GetAsync(either.Token), either.Token).WaitAsync(either.Token);
        }
        catch (Exception fault) when (fault is not SettingException
            && !(fault is OperationCanceledException && cancellationToken.IsCancellationRequested && time is not { IsOver: true }))
        {
            if (Causes.IsOfCredentials(Causes.Of(fault))) clients.Renew();
            throw name(fault);
        }
    }
}
