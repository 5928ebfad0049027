namespace Amplify.Bench;

/// <summary>100,000 calls in one process of the Lambda: memory and handles have to stay where they are.</summary>
internal sealed class SoakBenchmark : IBenchmark
{
    private const int Calls = 100_000;
    private const int Every = 10_000;

    public string Name => "soak";

    public async Task RunAsync(TextWriter output)
    {
        await using var aws = new Aws();
        await using var function = await NativeFunction.StartAsync(aws);
        var started = TimeProvider.System.GetTimestamp();
        for (var i = 0; i <= Calls; i++)
        {
            await ((i % 4) switch
            {
                0 => function.CallAsync("invoke_endpoint", NativeFunction.Sequence),
                1 => function.CallAsync("get_results", NativeFunction.Result(Aws.Running)),
                2 => function.CallAsync("get_results", NativeFunction.Result(Aws.Small)),
                _ => function.CallAsync("invoke_endpoint", """{"sequence":"MKXV"}"""),
            });
            if (i % Every == 0)
            {
                output.WriteLine($"{i,7:N0} calls, {Machine.Number(Machine.Elapsed(started), "0")} s: {Machine.Number(function.ResidentMegabytes)} MiB resident, "
                    + $"{Machine.Number(function.PeakMegabytes)} at most, {function.Handles} handles, {function.Threads} threads");
            }
        }
    }
}
