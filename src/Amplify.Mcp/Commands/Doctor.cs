using System.Globalization;
using Amplify.Local;
using Amplify.Mcp.Http;
using Amplify.Model;
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
            : [sound, NoEndpoint, await StoreAsync(), await ModelAsync(cancellationToken)];
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

    private async Task<Finding> StoreAsync()
    {
        await using var store = new LocalBackend(settings.Home, new SubstitutionTable(clock), clock, NullLogger<LocalBackend>.Instance);
        return store.Look();
    }

    private async Task<Finding> ModelAsync(CancellationToken cancellationToken)
    {
        if (settings.Backend == "sagemaker") return Finding.Skipped("model", "Not used: the endpoint has its own.");
        if (settings.ModelDirectory is not { } directory)
            return Finding.Skipped("model", "AMPLIFY_MODEL_DIR is not set: the built-in substitution table answers, which is not AMPLIFY.");
        try
        {
            var (name, parameters, width) = await Task.Run(() =>
            {
                var checkpoint = Checkpoint.Open(directory);
                return (AmplifyPredictor.NameOf(checkpoint), checkpoint.Parameters, AmplifyModel.Load(checkpoint).Width);
            }, cancellationToken);
            var loads = string.Create(CultureInfo.InvariantCulture, $"{name} loads: {parameters:N0} weights, all finite");
            return Finding.Well("model", $"{loads}; {Kernel.Describe(width)}.");
        }
        catch (ModelException problem)
        {
            return Finding.Wrong(
                "model", problem.Message, $"Set AMPLIFY_MODEL_DIR to a checkpoint; `amplify-mcp model info {directory}` says more.");
        }
    }
}
