using System.Text;
using Amplify.Testing.Load;
using Amplify.Testing.RuntimeApi;

namespace Amplify.Bench;

/// <summary>The published Lambda under the emulator, and what the system says of its process.</summary>
internal sealed class NativeFunction : IAsyncDisposable
{
    public const string Sequence = """{"sequence":"MKTVRQERLKSIVRILERSKEPVSGAQLAEELSVSRQVIVQDIAYLRSLGYNIVATPRGYVLAGG"}""";

    private readonly LambdaEmulator lambda;

    private NativeFunction(LambdaEmulator lambda) => this.lambda = lambda;

    /// <summary>Of its process, which the first call starts.</summary>
    public ProcessFigures Figures => new(lambda.ProcessId ?? throw new InvalidOperationException("Nothing was called yet"));

    /// <param name="aws">What it talks to.</param>
    /// <param name="loops">Invocations at the same time; 1: as an ordinary function.</param>
    public static async Task<NativeFunction> StartAsync(Aws aws, int loops = 1)
    {
        var variables = new Dictionary<string, string?>(aws.Variables);
        if (loops > 1) variables["AWS_LAMBDA_MAX_CONCURRENCY"] = $"{loops}";
        return new(await LambdaEmulator.StartAsync(new(Machine.Native("bootstrap")) { Environment = variables }));
    }

    public static string Result(string id) => $$"""{"output_id":"{{id}}"}""";

    /// <summary>A direct call; the milliseconds until its answer was there.</summary>
    public async Task<double> CallAsync(string tool, string payload)
    {
        var started = TimeProvider.System.GetTimestamp();
        var answer = await lambda.InvokeAsync(Encoding.UTF8.GetBytes(payload), $$$"""{"custom":{"bedrockAgentCoreToolName":"{{{tool}}}"}}""");
        var took = Machine.Elapsed(started) * 1000;
        return answer.IsError ? throw new InvalidOperationException(Encoding.UTF8.GetString(answer.Payload.Span)) : took;
    }

    public ValueTask DisposeAsync() => lambda.DisposeAsync();
}
