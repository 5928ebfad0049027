using Amplify.Local;
using Amplify.Mcp.Http;
using Amplify.SageMaker;
using Amplify.SageMaker.Checkup;
using Amplify.Tools;
using Amplify.Tools.Backends;
using Microsoft.Extensions.Logging.Abstractions;

namespace Amplify.Mcp.Commands;

/// <summary>Looks at everything, from the settings outwards; what cannot be looked at says why.</summary>
internal sealed class Doctor(Settings settings, TimeProvider clock)
{
    private static Finding NoEndpoint => Finding.Skipped("AWS", "Not used: SAGEMAKER_ENDPOINT_NAME and S3_BUCKET_NAME name no endpoint.");

    private static Finding InBucket => Finding.Skipped("store", "Not used: jobs and results are in the bucket.");

    public async Task<IReadOnlyList<Finding>> LookAsync(CancellationToken cancellationToken)
    {
        var wrong = Wrong();
        if (wrong.Count > 0)
        {
            var named = wrong.Select(it => Finding.Wrong("settings", it.Message, $"Correct or unset {it.Variable}."));
            return [.. named, Finding.Skipped("everything else", "It depends on the settings.")];
        }

        var sound = Finding.Well("settings", $"Each keeps its rule; the backend is {settings.Backend}.");
        return settings.Backend == "sagemaker"
            ? [sound, .. await AwsAsync(cancellationToken), InBucket, await ModelAsync(cancellationToken)]
            : [sound, NoEndpoint, await StoreAsync(cancellationToken), await ModelAsync(cancellationToken)];
    }

    private List<SettingException> Wrong()
    {
        var wrong = settings.Problems().ToList();
        try
        {
            new HttpSettings(settings).Check();
        }
        catch (SettingException problem)
        {
            wrong.Add(problem);
        }

        return wrong;
    }

    private async Task<IReadOnlyList<Finding>> AwsAsync(CancellationToken cancellationToken)
    {
        using var aws = new AwsCheckup(settings, clock);
        return await aws.LookAsync(cancellationToken);
    }

    private async Task<Finding> StoreAsync(CancellationToken cancellationToken)
    {
        await using var store = new LocalBackend(settings.Home, new SequenceNetPredictor(clock), clock, NullLogger<LocalBackend>.Instance);
        return await store.LookAsync(cancellationToken);
    }

    private async Task<Finding> ModelAsync(CancellationToken cancellationToken) => settings.Backend == "sagemaker"
        ? Finding.Skipped("model", "Not used: the endpoint has its own.")
        : await Task.Run(() => Predictors.Look(settings), cancellationToken);
}
