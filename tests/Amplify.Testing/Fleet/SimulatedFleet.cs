using System.Collections.Concurrent;
using System.Diagnostics;

namespace Amplify.Testing.Fleet;

/// <summary>What a fleet is like. A second here may stand for a minute there: only the proportions count.</summary>
public sealed record FleetPlan(int MostInstances, TimeSpan Service, TimeSpan ColdStart)
{
    /// <summary>Waiting jobs an instance at which another one is started.</summary>
    public double BacklogPerInstance { get; init; } = 2;

    /// <summary>Of jobs: the model fails.</summary>
    public double Failures { get; init; }

    /// <summary>Of jobs: the instance is taken away in the middle, and SageMaker gives the job to another.</summary>
    public double Losses { get; init; }

    public int Seed { get; init; } = 7;
}

/// <summary>Instances that come with the backlog, work through the queue, fail and are lost; what they could have done is counted beside
/// what they did.</summary>
public sealed class SimulatedFleet : IAsyncDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);
    private readonly ConcurrentQueue<FleetJob> waiting = new();
    private readonly ConcurrentDictionary<string, int> accepted = new();
    private readonly ConcurrentDictionary<string, bool> failed = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly List<Task> instances = [];
    private readonly FleetAws aws;
    private readonly FleetPlan plan;
    private readonly byte[] result;
    private readonly Random random;
    private readonly Task scaling;
    private long ready;
    private long busy;
    private int running;
    private int starting;
    private int completed;
    private int lost;

    /// <param name="result">Every job's, in the container's shape.</param>
    public SimulatedFleet(FleetAws aws, FleetPlan plan, byte[] result)
    {
        (this.aws, this.plan, this.result, random) = (aws, plan, result, new(plan.Seed));
        aws.Accepted = job =>
        {
            accepted.AddOrUpdate(job.Sequence, 1, (_, count) => count + 1);
            waiting.Enqueue(job);
        };
        scaling = ScaleAsync();
    }

    /// <summary>How often each sequence was accepted.</summary>
    public IReadOnlyDictionary<string, int> Accepted => accepted;

    /// <summary>The sequences whose jobs ended in failure.</summary>
    public ICollection<string> Failed => failed.Keys;

    public int Completed => completed;

    public int Lost => lost;

    public int MostRunning { get; private set; }

    /// <summary>Of the time instances were there, what they worked: 1 is all that the fleet can do.</summary>
    public double Use => ready == 0 ? 0 : (double)busy / ready;

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await Task.WhenAll([scaling, .. instances]).ContinueWith(_ => { }, TaskScheduler.Default);
        stopping.Dispose();
    }

    // As target tracking does: as many as the backlog asks for, a cold start later, and back to none when there is nothing.
    private async Task ScaleAsync()
    {
        while (true)
        {
            await Task.Delay(Tick, stopping.Token);
            var wanted = (int)Math.Min(plan.MostInstances, Math.Ceiling(waiting.Count / plan.BacklogPerInstance));
            for (; running + starting < wanted; Interlocked.Increment(ref starting)) instances.Add(StartAsync());
        }
    }

    private async Task StartAsync()
    {
        await Task.Delay(plan.ColdStart, stopping.Token);
        Interlocked.Decrement(ref starting);
        MostRunning = Math.Max(MostRunning, Interlocked.Increment(ref running));
        var idle = 0;
        try
        {
            while (idle < 20) idle = await WorkAsync() ? 0 : idle + 1;
        }
        catch (LostException)
        {
            Interlocked.Increment(ref lost);
        }
        finally
        {
            Interlocked.Decrement(ref running);
        }
    }

    /// <returns>false: there was nothing to do.</returns>
    private async Task<bool> WorkAsync()
    {
        var started = Stopwatch.GetTimestamp();
        if (!waiting.TryDequeue(out var job))
        {
            await Task.Delay(Tick, stopping.Token);
            Interlocked.Add(ref ready, Stopwatch.GetTimestamp() - started);
            return false;
        }

        double fate;
        lock (random) fate = random.NextDouble();
        if (fate < plan.Losses)
        {
            await Task.Delay(plan.Service / 2, stopping.Token);
            waiting.Enqueue(job);
            throw new LostException();
        }

        await Task.Delay(plan.Service, stopping.Token);
        if (fate > 1 - plan.Failures)
        {
            failed[job.Sequence] = true;
            aws.Fail(job, "CUDA out of memory");
        }
        else
        {
            aws.Complete(job, result);
            Interlocked.Increment(ref completed);
        }

        var taken = Stopwatch.GetTimestamp() - started;
        Interlocked.Add(ref ready, taken);
        Interlocked.Add(ref busy, taken);
        return true;
    }

    private sealed class LostException : Exception;
}
