using System.Diagnostics;
using Amplify.Tools.Backends;
using Amplify.Tools.Contract;
using Amplify.Tools.Inputs;
using Microsoft.Extensions.Logging;

namespace Amplify.SageMaker;

/// <summary>The earlier job of the same sequence on the same endpoint. A new model of the same name is not seen: `force` asks it.</summary>
public sealed partial class SageMakerBackend
{
    // With what a submission needs afterwards, under what a call may take.
    private static readonly TimeSpan ClaimBudget = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan ClaimedUploadBudget = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan SettleBudget = TimeSpan.FromSeconds(2);

    // Of the time for a claim, what is spent waiting for somebody else's: the rest is for asking.
    private const double PatientShare = 0.75;

    internal static TimeSpan LongestClaimedCall => ClaimBudget + ClaimedUploadBudget + InvokeBudget + RecordBudget + SettleBudget;

    public async Task<Submission> SubmitOnceAsync(ProteinSequence sequence, CancellationToken cancellationToken) =>
        await ClaimAsync(sequence, cancellationToken) switch
        {
            null => await SubmitAnewAsync(sequence, cancellationToken),
            Claim.Earlier it => it.Job,
            Claim.Mine it => await SubmitClaimedAsync(it, sequence, cancellationToken),
            Claim.Anothers => throw AwsFaults.BeingSubmitted(),
            _ => throw new UnreachableException(),
        };

    // null: the store cannot promise it. One that could, and did not in time, has promised nothing to anybody: to submit then would be a
    // run for each who asks.
    private async Task<Claim?> ClaimAsync(ProteinSequence sequence, CancellationToken cancellationToken)
    {
        try
        {
            var (index, key) = (new JobIndex(settings, clock), JobKey.Of(sequence, settings.RequireEndpoint().Endpoint, OutputLocation));
            var budget = Cut(ClaimBudget, kept: Cut(2 * ClaimBudget) / 2);
            return await CallAsync(
                budget,
                faults.Claim,
                (aws, token) => index.ClaimAsync(Objects(aws), key, id => FindAsync(aws, id, sequence, token), budget * PatientShare, token),
                cancellationToken);
        }
        catch (BackendException fault) when (Causes.IsNotOffered(fault.InnerException))
        {
            NotLookedUp(fault.Code);
            return null;
        }
    }

    private async Task<Submission> SubmitAnewAsync(ProteinSequence sequence, CancellationToken cancellationToken)
    {
        var (submission, remember) = await SubmitAsync(sequence, ClaimedUploadBudget, cancellationToken);
        await FinishAsync(remember);
        return submission with { Warnings = [.. submission.Warnings, AwsFaults.NoConditionalWrites] };
    }

    private async Task<Submission> SubmitClaimedAsync(Claim.Mine claim, ProteinSequence sequence, CancellationToken cancellationToken)
    {
        Func<Task> finish = () => SettleAsync(claim, id: null);
        try
        {
            var (submission, remember) = await SubmitAsync(sequence, ClaimedUploadBudget, cancellationToken);
            finish = async () =>
            {
                await remember(); // first: whoever finds the key's job believes its record
                await SettleAsync(claim, submission.OutputId);
            };
            return submission;
        }
        finally
        {
            await FinishAsync(finish);
        }
    }

    // Its loss costs a second run at the next submission, not the job.
    private async Task SettleAsync(Claim.Mine claim, string? id)
    {
        try
        {
            var isOurs = await CallAsync(
                CutAtTheEnd(SettleBudget),
                faults.Upload,
                (aws, token) => JobIndex.SettleAsync(Objects(aws), claim, id, token),
                CancellationToken.None);
            if (!isOurs) NotSettled(id, null);
        }
        catch (BackendException fault)
        {
            NotSettled(id, fault.Code);
        }
    }

    /// <summary>The job of an id, if it runs or is done. A removed result looks like a running job for as long as one may run.</summary>
    private async Task<Submission?> FindAsync(
        AwsSet aws, OutputId id, ProteinSequence sequence, CancellationToken cancellationToken)
    {
        var output = settings.OutputPrefix + id.FileName;
        var listing = In(settings.Outputs(), aws).ListAsync(output, cancellationToken); // not read: a result can be large
        var recalling = RecallAsync(Objects(aws), id, cancellationToken);
        await Task.WhenAll(listing, recalling);
        if ((await recalling).Record is not { } record || record.SequenceSha256 != sequence.Sha256) return null;

        var running = (await listing).Keys.Contains(output) ? null : await FetchAsync(aws, id, cancellationToken);
        if (running is not (null or Prediction.Completed or Prediction.InProgress { Known: true })) return null;
        return new(id.Value, OutputLocation + id.FileName, record.SubmittedAt, record.ExpectedAt, Job.CheckIntervalSeconds)
        {
            Warnings = Doubts(sequence, record.FailureLocation),
            Reused = true,
            Endpoint = (running as Prediction.InProgress)?.Endpoint,
        };
    }

    [LoggerMessage(24, LogLevel.Warning, "Earlier job not looked for {ErrorCode}")]
    private partial void NotLookedUp(ErrorCode errorCode);

    [LoggerMessage(25, LogLevel.Warning, "Job not to be found by its sequence {OutputId} {ErrorCode}")]
    private partial void NotSettled(string? outputId, ErrorCode? errorCode);
}
