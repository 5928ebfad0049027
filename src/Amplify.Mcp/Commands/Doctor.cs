using System.Diagnostics;
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

    private static Finding OfEndpoint => Finding.Skipped("model", "Not used: the endpoint has its own.");

    public async Task<IReadOnlyList<Finding>> LookAsync(CancellationToken cancellationToken)
    {
        ProgramSettings program;
        try
        {
            program = settings.Read(Everything);
        }
        catch (SettingException wrong)
        {
            var named = wrong.Problems.Select(it => Finding.Wrong("settings", it.Message, settings.Text(it.Variable) is null
                ? $"Set {it.Variable}." : $"Correct or unset {it.Variable}."));
            return [.. named, Finding.Skipped("everything else", "It depends on the settings.")];
        }

        IReadOnlyList<Finding> callers = program.Tools.Callers is { } them ? [ToldApart(them)] : [];
        return program.Backend switch
        {
            BackendSettings.SageMaker { Settings: var it } =>
                [Sound("sagemaker"), .. callers, .. await AwsAsync(it, cancellationToken), InBucket, OfEndpoint],
            BackendSettings.Local { Settings: var it } =>
                [Sound("local"), .. callers, NoEndpoint, await StoreAsync(it, cancellationToken),
                    await Task.Run(() => Predictors.Look(it), cancellationToken)],
            _ => throw new UnreachableException(),
        };
    }

    private ProgramSettings Everything(SettingReader read)
    {
        if (Logs.Choice(settings).Problem is { } problem) read.Refuse("LOG_LEVEL", problem);
        if (Logs.MetricsChoice(settings).Problem is { } unknown) read.Refuse(Logs.MetricsVariable, unknown);
        var program = ProgramSettings.Read(read);
        _ = HttpSettings.Read(read);
        return program;
    }

    private static Finding Sound(string backend) => Finding.Well("settings", $"All can be used; the backend is {backend}.");

    private static Finding ToldApart(CallerSettings callers) => Finding.Well("callers",
        $"Over HTTP results belong to their caller, by {callers.Words}. Over stdio and on the command line nobody can be told apart, and "
        + "calls are refused.");

    private async Task<IReadOnlyList<Finding>> AwsAsync(EndpointSettings endpoint, CancellationToken cancellationToken)
    {
        using var aws = new AwsCheckup(endpoint, clock);
        return await aws.LookAsync(cancellationToken);
    }

    private async Task<Finding> StoreAsync(LocalSettings local, CancellationToken cancellationToken)
    {
        await using var store = new LocalBackend(local.Home, new SequenceNetPredictor(clock), clock, NullLogger<LocalBackend>.Instance);
        return await store.LookAsync(cancellationToken);
    }
}
