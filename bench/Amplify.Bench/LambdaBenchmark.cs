namespace Amplify.Bench;

/// <summary>The Lambda's cold start and its calls without the network's share: medians, and the processor time that Lambda bills.</summary>
internal sealed class LambdaBenchmark : IBenchmark
{
    private const int Colds = 20;
    private const int Calls = 500;

    public string Name => "lambda";

    public async Task RunAsync(TextWriter output)
    {
        await using var aws = new Aws();
        var colds = new List<(double Took, double Peak)>();
        for (var i = 0; i < Colds; i++)
        {
            await using var cold = await NativeFunction.StartAsync(aws);
            colds.Add((await cold.CallAsync("invoke_endpoint", NativeFunction.Sequence), cold.Figures.PeakMegabytes));
        }

        output.WriteLine(
            $"cold start and first submission: {Median(colds.Select(it => it.Took))} ms, {Median(colds.Select(it => it.Peak))} MiB");

        await using var function = await NativeFunction.StartAsync(aws);
        await MeasureAsync(output, function, "submission, 65 residues", "invoke_endpoint", NativeFunction.Sequence);
        await MeasureAsync(output, function, "poll of a running job", "get_results", NativeFunction.Result(Aws.Running));
        await MeasureAsync(output, function, "result, 65 residues", "get_results", NativeFunction.Result(Aws.Small));
        await MeasureAsync(output, function, "result, 1,000 residues", "get_results", NativeFunction.Result(Aws.Large));
        output.WriteLine($"highest memory {Machine.Number(function.Figures.PeakMegabytes)} MiB, load {Machine.Load}");
    }

    private static async Task MeasureAsync(TextWriter output, NativeFunction function, string what, string tool, string payload)
    {
        await function.CallAsync(tool, payload);
        var before = function.Figures.ProcessorSeconds;
        var times = new List<double>();
        for (var i = 0; i < Calls; i++) times.Add(await function.CallAsync(tool, payload));
        var processor = Machine.Number((function.Figures.ProcessorSeconds - before) * 1000 / Calls, "0.00");
        output.WriteLine($"{what}: {Median(times)} ms, {processor} s of processor per 1,000 calls");
    }

    private static string Median(IEnumerable<double> values) => Machine.Number(values.Order().ElementAt(values.Count() / 2), "0.00");
}
