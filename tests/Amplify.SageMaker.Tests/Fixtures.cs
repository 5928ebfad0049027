using Amazon.Runtime;
using Amplify.Testing;
using Amplify.Tools;
using Amplify.Tools.Inputs;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

[assembly: AssemblyFixture(typeof(MotoServer))]

namespace Amplify.SageMaker.Tests;

internal static class Make
{
    /// <summary>Sixty-five residues, as in the first example ever given.</summary>
    public const string Protein = "MKTVRQERLKSIVRILERSKEPVSGAQLAEELSVSRQVIVQDIAYLRSLGYNIVATPRGYVLAGG";

    public static SageMakerBackend Backend(LoopbackAws aws, TimeProvider? clock = null, ILogger<SageMakerBackend>? logger = null) => new(
        Settings(aws),
        clock ?? TimeProvider.System,
        logger ?? NullLogger<SageMakerBackend>.Instance,
        signIn: null,
        new SessionAWSCredentials(LoopbackAws.Credentials.AccessKey, LoopbackAws.Credentials.SecretKey, LoopbackAws.Credentials.Token));

    public static EndpointSettings Settings(LoopbackAws aws) => Settings(aws.Variables);

    public static EndpointSettings Settings(IReadOnlyDictionary<string, string> variables) =>
        new Settings(variables.GetValueOrDefault).Read(it => new EndpointSettings(it));

    public static ProteinSequence Sequence(string text = Protein) => ProteinSequence.TryParse(text, out var sequence, out var problem)
        ? sequence : throw new ArgumentException(problem.Message);

    public static OutputId Id(string text) => OutputId.TryParse(text, "s3://none/", out var id) ? id : throw new ArgumentException(text);
}

/// <summary>A test with an AWS of its own.</summary>
public abstract class OnLoopbackAws(MotoServer moto) : IAsyncLifetime
{
    protected LoopbackAws Aws { get; private set; } = null!;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    public virtual async ValueTask InitializeAsync() => Aws = await LoopbackAws.StartAsync(moto);

    public virtual async ValueTask DisposeAsync()
    {
        if (Aws is not null) await Aws.DisposeAsync(); // null: the test was skipped
        GC.SuppressFinalize(this);
    }
}
