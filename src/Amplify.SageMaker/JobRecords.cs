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
    public const string Ending = ".json";
    public static readonly TimeSpan Budget = TimeSpan.FromSeconds(4);

    /// <exception cref="BackendException">It was not written, and with it is lost whose the job is.</exception>
    public async Task RememberAsync(AwsCalls calls, string id, JobRecord record)
    {
        try
        {
            var (key, json) = (Key(id, calls.Owner), record.Write());
            await calls.CallAsync(
                calls.CutAtTheEnd(Budget), faults.Upload, (aws, token) => Inputs(aws).PutAsync(key, json, token), CancellationToken.None);
        }
        catch (BackendException fault)
        {
            NotRecorded(id, fault.Code);
            if (calls.Owner is not null) throw AwsFaults.Ownerless(id, fault);
        }
    }

    // Older roles may not read it, and older programs never wrote it.
    /// <param name="owner">In whose place to look; what is not there is not his, so where it cannot be looked nothing is assumed.</param>
    public async Task<JobMemory> RecallAsync(AwsSet aws, OutputId id, Owner? owner, CancellationToken cancellationToken)
    {
        try
        {
            var stored = await Inputs(aws).TryReadAsync(Key(id.Value, owner), cancellationToken);
            return stored is null ? JobMemory.None : new(Known: true, JobRecord.Read(stored.Content), stored.Age);
        }
        catch (Exception fault) when (owner is null && fault is not OperationCanceledException)
        {
            NotRecalled(id.Value, Causes.Of(fault));
            return JobMemory.Unread;
        }
    }

    private Bucket Inputs(AwsSet aws) => new(aws, settings.Inputs().Bucket, settings, clock);

    public string Key(string id, Owner? owner) => $"{Folder(owner)}{id}{Ending}";

    /// <summary>Where records are: an owner's by themselves, so that who looks for another's finds nothing.</summary>
    public string Folder(Owner? owner) => $"{settings.InputPrefix}jobs/{(owner is null ? "" : $"by-owner/{owner.Key}/")}";

    /// <summary>The id of the job that a record is of; null: it is something else.</summary>
    public string? IdOf(string key, Owner? owner)
    {
        var name = key[Folder(owner).Length..];
        return name.EndsWith(Ending, StringComparison.Ordinal) && !name.Contains('/') ? name[..^Ending.Length] : null;
    }

    [LoggerMessage(21, LogLevel.Warning, "Job record not written {OutputId} {ErrorCode}")]
    private partial void NotRecorded(string outputId, ErrorCode errorCode);

    [LoggerMessage(22, LogLevel.Warning, "Job record not read {OutputId} {Cause}")]
    private partial void NotRecalled(string outputId, Cause cause);
}
