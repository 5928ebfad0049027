using System.Globalization;
using System.Text;
using Amplify.Testing.RuntimeApi;

namespace Amplify.Bench;

/// <summary>The published Lambda under the emulator, and what the system says of its process.</summary>
internal sealed class NativeFunction : IAsyncDisposable
{
    public const string Sequence = """{"sequence":"MKTVRQERLKSIVRILERSKEPVSGAQLAEELSVSRQVIVQDIAYLRSLGYNIVATPRGYVLAGG"}""";
    private const double TicksPerSecond = 100;

    private readonly LambdaEmulator lambda;

    private NativeFunction(LambdaEmulator lambda) => this.lambda = lambda;

    public double PeakMegabytes => Status("VmHWM:") / 1024;

    public double ResidentMegabytes => Status("VmRSS:") / 1024;

    public int Handles => Directory.GetFiles($"/proc/{lambda.ProcessId}/fd").Length;

    public int Threads => Directory.GetDirectories($"/proc/{lambda.ProcessId}/task").Length;

    /// <summary>User and system.</summary>
    public double ProcessorSeconds
    {
        get
        {
            var fields = File.ReadAllText($"/proc/{lambda.ProcessId}/stat").Split(") ")[1].Split(' ');
            return (double.Parse(fields[11], CultureInfo.InvariantCulture) + double.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond;
        }
    }

    public static async Task<NativeFunction> StartAsync(Aws aws)
    {
        var program = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../../../artifacts/native/bootstrap"));
        if (!File.Exists(program)) throw new InvalidOperationException($"{program} is not there: run `make native`");
        return new(await LambdaEmulator.StartAsync(new(program) { Environment = aws.Variables }));
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

    private double Status(string name) => double.Parse(
        File.ReadLines($"/proc/{lambda.ProcessId}/status").First(it => it.StartsWith(name, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2],
        CultureInfo.InvariantCulture);
}
