using System.Globalization;
using System.Net;
using System.Text.Json;
using Amplify.Testing.Load;

namespace Amplify.Bench;

/// <summary>
/// Clients that want a native HTTP server for themselves, each kind for its part of MINUTES (10) and then all at once. Another client's p99
/// and every probe have to stay under a second, and the server's memory under 200 MB.
/// </summary>
internal sealed class SiegeBenchmark : IBenchmark
{
    private const double MostMilliseconds = 1_000;
    private const double MostMegabytes = 200;
    private const double MostSilenceSeconds = 5;

    public string Name => "siege";

    public async Task RunAsync(TextWriter output)
    {
        await using var issuer = new SiegeIssuer();
        await using var server = await NativeServer.StartAsync(issuer.Settings);
        var (result, job) = (await ResultAsync(server, issuer), UnworkedJob.Leave(server.Home));
        var besiegers = new Besiegers(server, issuer, job);
        (string Name, Func<CancellationToken, Task>[] Attacks)[] phases =
        [
            ("nobody", []),
            ("256 wait", [besiegers.WaitAsync]),
            ("600 half-sent", [besiegers.SendHalvesAsync]),
            ("5,000 idle", [besiegers.IdleAsync]),
            ("issuer hangs", [besiegers.HangIssuerAsync]),
            ("log unread", [besiegers.BlockLogAsync]),
            ("all at once",
                [besiegers.WaitAsync, besiegers.SendHalvesAsync, besiegers.IdleAsync, besiegers.HangIssuerAsync, besiegers.BlockLogAsync]),
        ];
        var each = TimeSpan.FromMinutes(Machine.Told("MINUTES", 10)) / (phases.Length + 1); // the last one counts twice
        var isWell = true;

        output.WriteLine($"{each.TotalSeconds:0} s each, all at once twice that");
        output.WriteLine("                    calls    p50 ms    p99 ms    most ms   probe's most ms    MiB  failures");
        foreach (var (name, attacks) in phases)
        {
            var witness = new Witness(server, issuer.Token("witness"), result);
            using var stop = new CancellationTokenSource(attacks.Length > 1 ? 2 * each : each);
            await Task.WhenAll([witness.WatchAsync(stop.Token), .. attacks.Select(it => it(stop.Token))]);
            isWell &= Report(output, name, witness);
        }

        foreach (var (fate, count) in besiegers.Fates.OrderBy(it => it.Key, StringComparer.Ordinal))
            output.WriteLine($"{fate,-28}{count,10:N0}");
        var silence = await SilenceAsync(issuer, output);
        isWell &= silence < MostSilenceSeconds && server is { Lives: true, Figures.PeakMegabytes: < MostMegabytes } && server.Faults == 0;
        output.WriteLine($"{(isWell ? "WELL" : "NOT WELL")}: {Machine.Number(server.Figures.PeakMegabytes)} MiB at most; "
            + $"faults logged {server.Faults} {server.FirstFault}; "
            + $"60 callers of an issuer that never answered got their 503 within {Machine.Number(silence)} s");
    }

    private static bool Report(TextWriter output, string name, Witness witness)
    {
        var took = witness.Calls;
        var p99 = took[took.Count * 99 / 100];
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{name,-16}{took.Count,9:N0}{took[took.Count / 2],10:0.0}{p99,10:0.0}{took[^1],11:0.0}"
            + $"{witness.LongestProbe,18:0.0}{witness.MostMegabytes,7:0}{witness.Failures.Count,10}"));
        foreach (var failure in witness.Failures.Distinct().Take(3)) output.WriteLine($"    {failure}");
        return p99 < MostMilliseconds
            && witness is { LongestProbe: < MostMilliseconds, MostMegabytes: < MostMegabytes, Failures.IsEmpty: true };
    }

    // A server that has never had keys: those who bring tokens are told soon, and the probe hears nothing of it.
    private static async Task<double> SilenceAsync(SiegeIssuer issuer, TextWriter output)
    {
        issuer.Hangs = true;
        await using var server = await NativeServer.StartAsync(issuer.Settings);
        using var client = new SiegeClient(server.Mcp, 7);
        var started = TimeProvider.System.GetTimestamp();
        const string Ping = """{"jsonrpc":"2.0","id":1,"method":"ping"}""";
        var callers = Enumerable.Range(0, 60).Select(_ => client.PostAsync(Ping, issuer.Token("x"), CancellationToken.None)).ToList();
        var probe = await client.GetAsync("/health", CancellationToken.None);
        var probed = Machine.Elapsed(started);
        var answers = await Task.WhenAll(callers);
        var refused = answers.Count(it => it.Status == HttpStatusCode.ServiceUnavailable);
        output.WriteLine($"of an issuer that never answered: {refused} of 60 got 503; "
            + $"probe {(int)probe} after {Machine.Number(probed * 1000)} ms");
        return refused == answers.Length && probe == HttpStatusCode.OK && probed < 1 ? Machine.Elapsed(started) : double.PositiveInfinity;
    }

    private static async Task<string> ResultAsync(NativeServer server, SiegeIssuer issuer)
    {
        using var client = new SiegeClient(server.Mcp, 9);
        var receipt = await AskAsync("invoke_endpoint", """{"sequence":"FVNQHLCGSHLVEALYLVCGERGFFYTPKT"}""");
        var id = receipt.GetProperty("output_id").GetString()!;
        await AskAsync("get_results", $$"""{"output_id":"{{id}}","wait_seconds":20}""");
        return id;

        async Task<JsonElement> AskAsync(string tool, string arguments)
        {
            var (_, body) = await client.PostAsync(SiegeClient.Call(tool, arguments), issuer.Token("witness"), CancellationToken.None);
            var data = body.Split('\n').Last(it => it.StartsWith("data: ", StringComparison.Ordinal))[6..];
            return JsonElement.Parse(data).GetProperty("result").GetProperty("structuredContent").GetProperty("data");
        }
    }
}
