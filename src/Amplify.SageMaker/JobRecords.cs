using Amplify.Tools;
using Amplify.Tools.Backends;
using Amplify.Tools.Contract;
using Amplify.Tools.Inputs;
using Microsoft.Extensions.Logging;

namespace Amplify.SageMaker;

/// <summary>
/// What is remembered of each job: a small object beside its input. Its loss costs a poll's knowledge of the job, not the job.
/// </summary>
internal sealed partial class JobRecords(EndpointSettings settings, AwsFaults faults, TimeProvider clock, ILogger logger)
{
    public static readonly TimeSpan Budget = TimeSpan.FromSeconds(4);

    public async Task RememberAsync(AwsCalls calls, string id, JobRecord record)
    {
        try
        {
            var (key, json) = (Key(id), record.Write());
            await calls.CallAsync(
                calls.CutAtTheEnd(Budget), faults.Upload, (aws, token) => Inputs(aws).PutAsync(key, json, token), CancellationToken.None);
        }
        catch (BackendException fault)
        {
            NotRecorded(id, fault.Code);
        }
    }

    // Older roles may not read it, and older programs never wrote it.
    public async Task<JobMemory> RecallAsync(AwsSet aws, OutputId id, CancellationToken cancellationToken)
    {
        try
        {
            var stored = await Inputs(aws).TryReadAsync(Key(id.Value), cancellationToken);
            return stored is null ? JobMemory.None : new(Known: true, JobRecord.Read(stored.Content), stored.Age);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            NotRecalled(id.Value, Causes.Of(fault));
            return JobMemory.Unread;
        }
    }

    private Bucket Inputs(AwsSet aws) => new(aws, settings.Inputs().Bucket, settings, clock);

    public string Key(string id) => $"{settings.InputPrefix}jobs/{id}.json";

    [LoggerMessage(21, LogLevel.Warning, "Job record not written {OutputId} {ErrorCode}")]
    private partial void NotRecorded(string outputId, ErrorCode errorCode);

    [LoggerMessage(22, LogLevel.Warning, "Job record not read {OutputId} {Cause}")]
    private partial void NotRecalled(string outputId, Cause cause);
}
