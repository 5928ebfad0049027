using System.Diagnostics;
using Amplify.Tools;
using Amplify.Tools.Backends;
using Amplify.Tools.Contract;
using Amplify.Tools.Inputs;
using Microsoft.Extensions.Logging;

namespace Amplify.SageMaker;

/// <summary>The earlier job of the same sequence on the same endpoint. A new model of the same name is not seen: `force` asks it.</summary>
/// <param name="settings">Name endpoint and places.</param>
/// <param name="faults">Name what goes wrong.</param>
/// <param name="intake">Submits what nobody has submitted.</param>
/// <param name="find">The job of an id, if it runs or is done; null where it does not count.</param>
/// <param name="clock">Measures.</param>
/// <param name="logger">For what no answer says.</param>
internal sealed partial class OnceSubmission(
    EndpointSettings settings,
    AwsFaults faults,
    Intake intake,
    Func<AwsCalls, AwsSet, OutputId, ProteinSequence, CancellationToken, Task<Submission?>> find,
    TimeProvider clock,
    ILogger logger)
{
    // With what a submission needs afterwards, under what a call may take.
    private static readonly TimeSpan ClaimBudget = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan UploadBudget = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan SettleBudget = TimeSpan.FromSeconds(2);

    // Of the time for a claim, what is spent waiting for somebody else's: the rest is for asking.
    private const double PatientShare = 0.75;

    public static TimeSpan Longest => ClaimBudget + UploadBudget + Intake.InvokeBudget + JobRecords.Budget + SettleBudget;

    public async Task<Submission> SubmitAsync(AwsCalls calls, ProteinSequence sequence, CancellationToken cancellationToken) =>
        await ClaimAsync(calls, sequence, cancellationToken) switch
        {
            null => await SubmitAnewAsync(calls, sequence, cancellationToken),
            Claim.Earlier it => it.Job,
            Claim.Mine it => await SubmitClaimedAsync(calls, it, sequence, cancellationToken),
            Claim.Anothers => throw AwsFaults.BeingSubmitted(),
            _ => throw new UnreachableException(),
        };

    // null: the store cannot promise it. One that could, and did not in time, has promised nothing to anybody: to submit then would be a
    // run for each who asks.
    private async Task<Claim?> ClaimAsync(AwsCalls calls, ProteinSequence sequence, CancellationToken cancellationToken)
    {
        try
        {
            var index = new JobIndex(settings, clock);
            var key = JobKey.Of(sequence,
                [settings.RequireEndpoint().Endpoint, settings.Outputs().Location, .. Owner.Parts(calls.Owner)]);
            var budget = calls.Cut(ClaimBudget, kept: calls.Cut(2 * ClaimBudget) / 2);
            return await calls.CallAsync(
                budget,
                faults.Claim,
                (aws, token) => index.ClaimAsync(
                    Inputs(aws), key, id => find(calls, aws, id, sequence, token), budget * PatientShare, token),
                cancellationToken);
        }
        catch (BackendException fault) when (Causes.IsNotOffered(fault.InnerException))
        {
            NotLookedUp(fault.Code);
            return null;
        }
    }

    private async Task<Submission> SubmitAnewAsync(AwsCalls calls, ProteinSequence sequence, CancellationToken cancellationToken)
    {
        var (submission, remember) = await intake.SubmitAsync(calls, sequence, UploadBudget, cancellationToken);
        await calls.FinishAsync(remember);
        return submission with { Warnings = [.. submission.Warnings, AwsFaults.NoConditionalWrites] };
    }

    private async Task<Submission> SubmitClaimedAsync(
        AwsCalls calls, Claim.Mine claim, ProteinSequence sequence, CancellationToken cancellationToken)
    {
        Func<Task> finish = () => SettleAsync(calls, claim, id: null);
        try
        {
            var (submission, remember) = await intake.SubmitAsync(calls, sequence, UploadBudget, cancellationToken);
            finish = async () =>
            {
                await remember(); // first: whoever finds the key's job believes its record
                await SettleAsync(calls, claim, submission.OutputId);
            };
            return submission;
        }
        finally
        {
            await calls.FinishAsync(finish);
        }
    }

    // Its loss costs a second run at the next submission, not the job.
    private async Task SettleAsync(AwsCalls calls, Claim.Mine claim, string? id)
    {
        try
        {
            var isOurs = await calls.CallAsync(
                calls.CutAtTheEnd(SettleBudget),
                faults.Upload,
                (aws, token) => JobIndex.SettleAsync(Inputs(aws), claim, id, token),
                CancellationToken.None);
            if (!isOurs) NotSettled(id, null);
        }
        catch (BackendException fault)
        {
            NotSettled(id, fault.Code);
        }
    }

    private Bucket Inputs(AwsSet aws) => new(aws, settings.Inputs().Bucket, settings, clock);

    [LoggerMessage(24, LogLevel.Warning, "Earlier job not looked for {ErrorCode}")]
    private partial void NotLookedUp(ErrorCode errorCode);

    [LoggerMessage(25, LogLevel.Warning, "Job not to be found by its sequence {OutputId} {ErrorCode}")]
    private partial void NotSettled(string? outputId, ErrorCode? errorCode);
}
