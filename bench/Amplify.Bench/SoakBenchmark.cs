namespace Amplify.Bench;

/// <summary>
/// Very many calls in one process of the Lambda, LOOPS (1) of them at a time: memory and handles have to stay where they are.
/// CALLS (100,000) says how many.
/// </summary>
internal sealed class SoakBenchmark : IBenchmark
{
    private const int Samples = 10;

    public string Name => "soak";

    public async Task RunAsync(TextWriter output)
    {
        var (calls, loops) = (Machine.Told("CALLS", 100_000), Machine.Told("LOOPS", 1));
        await using var aws = new Aws();
        await using var function = await NativeFunction.StartAsync(aws, loops);
        var started = TimeProvider.System.GetTimestamp();
        await CallAsync(function, 0);
        Report(0);
        for (int done = 0, most; done < calls; done = most)
        {
            (var next, most) = (done, Math.Min(calls, done + Math.Max(1, calls / Samples)));
            await Task.WhenAll(Enumerable.Range(0, loops).Select(_ => Task.Run(async () =>
            {
                for (int call; (call = Interlocked.Increment(ref next)) <= most;) await CallAsync(function, call);
            })));
            Report(most);
        }

        void Report(int done)
        {
            var now = function.Figures;
            output.WriteLine($"{done,9:N0} calls, {loops} at a time, {Machine.Number(Machine.Elapsed(started), "0")} s: "
                + $"{Machine.Number(now.ResidentMegabytes)} MiB resident, {Machine.Number(now.PeakMegabytes)} at most, "
                + $"{now.Handles} handles, {now.Threads} threads");
        }
    }

    private static Task<double> CallAsync(NativeFunction function, int call) => (call % 4) switch
    {
        0 => function.CallAsync("invoke_endpoint", NativeFunction.Sequence),
        1 => function.CallAsync("get_results", NativeFunction.Result(Aws.Running)),
        2 => function.CallAsync("get_results", NativeFunction.Result(Aws.Small)),
        _ => function.CallAsync("invoke_endpoint", """{"sequence":"MKXV"}"""),
    };
}
