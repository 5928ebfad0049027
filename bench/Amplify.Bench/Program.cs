using Amplify.Bench;

// Each benchmark is one file and one line here. Arguments name those to run; without any, all run but those that take long or need data.
using var model = new BenchModel();
IBenchmark[] all = [new MatrixBenchmark(), new ScanBenchmark(model), new PeerBenchmark(model), new LambdaBenchmark(), new SoakBenchmark(),
    new ClientsBenchmark(), new SiegeBenchmark(), new ScaleBenchmark(), new StoreBenchmark(), new CallersBenchmark(),
    new CalibrationBenchmark()];
var chosen = all.Where(it => args.Length == 0
    ? it is not (ClientsBenchmark or SiegeBenchmark or ScaleBenchmark or StoreBenchmark or CallersBenchmark or CalibrationBenchmark)
    : args.Contains(it.Name, StringComparer.OrdinalIgnoreCase)).ToList();
if (chosen.Count == 0)
{
    Console.Error.WriteLine($"No such benchmark. There are: {string.Join(", ", all.Select(it => it.Name))}");
    return 2;
}

Console.WriteLine(Machine.Describe());
foreach (var benchmark in chosen)
{
    Console.WriteLine($"\n== {benchmark.Name}");
    await benchmark.RunAsync(Console.Out);
}

return 0;
