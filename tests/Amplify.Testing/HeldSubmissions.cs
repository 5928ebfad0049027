using System.Collections.Concurrent;
using System.Text;
using System.Threading.Channels;

namespace Amplify.Testing;

/// <summary>How far a submission to the endpoint has come when its program dies.</summary>
public enum HeldAt
{
    /// <summary>The input is on its way to S3: SageMaker knows nothing of it.</summary>
    Input,

    /// <summary>SageMaker has accepted it, and nobody was told.</summary>
    Acceptance,

    /// <summary>Its program knows its id; the job's record is not written.</summary>
    Record,

    /// <summary>The record is there; the key does not name the job yet.</summary>
    Key,

    /// <summary>All jobs are settled; what they are together is not.</summary>
    Batch,
}

/// <summary>
/// Stops submissions at one point: AWS keeps silent from there on, and what was sent then never arrives, so that a test can end the program
/// there and nowhere else.
/// </summary>
public sealed class HeldSubmissions
{
    private readonly LoopbackAws aws;
    private readonly HeldAt point;
    private readonly ConcurrentDictionary<object, bool> held = new(ReferenceEqualityComparer.Instance);
    private readonly Channel<object> reached = Channel.CreateUnbounded<object>();
    private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What comes from now on is held.</summary>
    public HeldSubmissions(LoopbackAws aws, HeldAt point)
    {
        (this.aws, this.point) = (aws, point);
        aws.S3.Gate = request => Is(request) ? HoldAsync(request) : Task.CompletedTask;
        aws.S3.Fault = request => held.ContainsKey(request) ? LoopbackReply.Close : null;
        aws.SageMaker.OnAccepted = async job =>
        {
            await aws.SageMaker.CompleteAsync(job);
            if (point == HeldAt.Acceptance) await HoldAsync(job);
        };
    }

    /// <summary>Waits until so many are held.</summary>
    public async Task ReachedAsync(int number, CancellationToken cancellationToken)
    {
        for (; number > 0; number--) await reached.Reader.ReadAsync(cancellationToken);
    }

    /// <summary>What comes from now on is answered.</summary>
    public void Release()
    {
        aws.S3.Gate = _ => Task.CompletedTask;
        aws.SageMaker.OnAccepted = aws.SageMaker.CompleteAsync;
        released.SetResult();
    }

    private Task HoldAsync(object what)
    {
        held[what] = true;
        reached.Writer.TryWrite(what);
        return released.Task;
    }

    private bool Is(LoopbackRequest request) => request.Method == "PUT" && point switch
    {
        HeldAt.Input => !In(request, "/jobs/"),
        HeldAt.Record => In(request, "/jobs/") && !In(request, "/by-key/") && !In(request, "/batches/"),
        HeldAt.Key => In(request, "/by-key/") && Encoding.UTF8.GetString(request.Body).Contains("output_id", StringComparison.Ordinal),
        HeldAt.Batch => In(request, "/batches/"),
        _ => false,
    };

    private static bool In(LoopbackRequest request, string place) => request.Target.Contains(place, StringComparison.Ordinal);
}
