using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Amplify.Bench;

/// <summary>
/// Two callers on one server whose results belong to them: CALLS (100,000) random calls from SEED, about one's own jobs, the other's, and
/// ones that nobody submitted. What is told of the other's that is not told of nobody's, by content or by time.
/// </summary>
internal sealed partial class CallersBenchmark : IBenchmark
{
    private const int Jobs = 12, AtOnce = 2;
    private const string Own = "own", Others = "the other's", Nobodys = "nobody's", NobodysToo = "nobody's too";

    private static readonly double[] Shown = [0.1, 0.5, 0.9, 0.99];

    private static readonly (string Name, Func<string, string> Ask)[] Surfaces =
    [
        ("get_results", id => SiegeClient.Call("get_results", $$"""{"output_id":"{{id}}"}""")),
        ("beginning", id => SiegeClient.Call("get_results", $$"""{"output_id":"{{id[..30]}}"}""")),
        ("full", id => SiegeClient.Call("get_results", $$"""{"output_id":"{{id}}","view":"full"}""")),
        ("sites", id => SiegeClient.Call("get_results", $$"""{"output_id":"{{id}}","positions":"2-4"}""")),
        ("resource", id => Read($"amplify://results/{id}")),
        ("csv", id => Read($"amplify://results/{id}/variants.csv")),
        ("picture", id => Read($"amplify://results/{id}/heatmap.png")),
    ];

    private readonly ConcurrentDictionary<(string Surface, string Whose), ConcurrentBag<double>> times = new();
    private readonly ConcurrentDictionary<string, string> nobodys = new();
    private int leaks, wrong;

    public string Name => "callers";

    public async Task RunAsync(TextWriter output)
    {
        var (calls, seed) = (Machine.Told("CALLS", 100_000), Machine.Told("SEED", 1));
        await using var issuer = new SiegeIssuer();
        await using var server = await NativeServer.StartAsync([.. issuer.Settings, ("AMPLIFY_CALLERS", "jwt:sub"),
            ("AMPLIFY_CALLERS_KEY", "0123456789abcdef0123456789abcdef"), ("AMPLIFY_HTTP_REQUESTS_PER_SECOND", "1000000")]);
        using var client = new SiegeClient(server.Mcp, 1);
        Caller[] callers = [new(client, issuer.Token("alice")), new(client, issuer.Token("bob"))];
        foreach (var caller in callers) await caller.SubmitAsync(Jobs);
        foreach (var (name, ask) in Surfaces) nobodys[name] = await callers[0].SaidAsync(ask, callers[1].Likes[0]);

        var started = TimeProvider.System.GetTimestamp();
        await Task.WhenAll(
            Enumerable.Range(0, AtOnce).Select(worker => WorkAsync(callers, new Random(seed + worker), calls / AtOnce)));

        output.WriteLine($"{calls:N0} calls in {Machine.Number(Machine.Elapsed(started), "0")} s, faults in the log: {server.Faults}");
        output.WriteLine($"leaks = {leaks}, own results not told = {wrong}");
        foreach (var (name, _) in Surfaces)
        {
            var (other, unknown, own) = (Of(name, Others), Of(name, Nobodys), Of(name, Own));
            output.WriteLine($"{name,-12} ms {Others} {Quantiles(other)}, {Nobodys} {Quantiles(unknown)}: slower with probability "
                + $"{Words(other, unknown)}; {Own} {Quantiles(own)}: {Words(own, unknown)}");
        }

        List<double> All(string whose) => [.. Surfaces.SelectMany(it => Of(it.Name, whose))];
        output.WriteLine($"all: the other's slower than nobody's with probability {Words(All(Others), All(Nobodys))}; "
            + $"and, where there is nothing to tell, nobody's than nobody's with {Words(All(NobodysToo), All(Nobodys))}");
    }

    private async Task WorkAsync(Caller[] callers, Random random, int calls)
    {
        for (var call = 0; call < calls; call++)
        {
            var (caller, other) = random.Next(2) == 0 ? (callers[0], callers[1]) : (callers[1], callers[0]);
            if (random.Next(50) == 0)
            {
                var list = await caller.PostAsync(Read("amplify://jobs"));
                if (other.Ids.Any(it => list.Contains(it, StringComparison.Ordinal))) Interlocked.Increment(ref leaks);
                if (!caller.Ids.All(it => list.Contains(it, StringComparison.Ordinal))) Interlocked.Increment(ref wrong);
                continue;
            }

            var (name, ask) = Surfaces[random.Next(Surfaces.Length)];
            var (whose, id) = random.Next(7) switch
            {
                0 => (Own, caller.Ids[random.Next(Jobs)]),
                1 or 2 => (Others, other.Ids[random.Next(Jobs)]),
                3 or 4 => (Nobodys, other.Likes[random.Next(Jobs)]),
                _ => (NobodysToo, other.Likes[Jobs + random.Next(Jobs)]),
            };
            var began = Stopwatch.GetTimestamp();
            var said = await caller.SaidAsync(ask, id);
            times.GetOrAdd((name, whose), _ => []).Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            var isAsNobodys = said == nobodys[name];
            if (whose == Own && isAsNobodys) Interlocked.Increment(ref wrong);
            if (whose != Own && !isAsNobodys) Interlocked.Increment(ref leaks);
        }
    }

    private List<double> Of(string name, string whose) => times.TryGetValue((name, whose), out var all) ? [.. all.Order()] : [0];

    private static string Quantiles(List<double> sorted) =>
        string.Join('/', Shown.Select(it => Machine.Number(sorted[(int)(it * (sorted.Count - 1))], "0.00")));

    // Mann and Whitney's test: the share of pairs in which the first is slower, and how likely a share so far from a half is by chance.
    private static string Words(List<double> one, List<double> two)
    {
        var ranked = one.Select(it => (Time: it, First: true)).Concat(two.Select(it => (Time: it, First: false))).OrderBy(it => it.Time);
        var sum = ranked.Select((it, rank) => it.First ? rank + 1.0 : 0).Sum();
        var (n, m) = ((double)one.Count, (double)two.Count);
        var share = (sum - (n * (n + 1) / 2)) / (n * m);
        var z = (share - 0.5) / Math.Sqrt((n + m + 1) / (12 * n * m));
        return $"{Machine.Number(share, "0.000")} (p = {Machine.Number(2 * UpperTail(Math.Abs(z)), "0.00")})";
    }

    // Of the normal distribution; Abramowitz and Stegun 26.2.17, to 7 digits.
    private static double UpperTail(double z)
    {
        var t = 1 / (1 + (0.2316419 * z));
        var polynomial = t * (0.319381530 + (t * (-0.356563782 + (t * (1.781477937 + (t * (-1.821255978 + (t * 1.330274429))))))));
        return Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI) * polynomial;
    }

    // An id that nobody has, of the same millisecond: an id says when it was made, and a look for it goes by that.
    private static string Like(string id) => Guid.CreateVersion7(DateTimeOffset.FromUnixTimeMilliseconds(
        Convert.ToInt64(id.Replace("-", "", StringComparison.Ordinal)[..12], 16))).ToString();

    private static string Read(string uri) => $$"""{"jsonrpc":"2.0","id":1,"method":"resources/read","params":{"uri":"{{uri}}"} }""";

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")]
    private static partial Regex Time { get; }

    [GeneratedRegex("\"output_id\":\"([^\"]+)\"")]
    private static partial Regex Id { get; }

    private sealed class Caller(SiegeClient client, string token)
    {
        public List<string> Ids { get; } = [];

        /// <summary>Twice as many that nobody has, each asked for as often: what is asked for again is known not to be there.</summary>
        public List<string> Likes { get; } = [];

        public async Task SubmitAsync(int jobs)
        {
            for (var job = 0; job < jobs; job++)
            {
                var sequence = "MKTVRQERLKSIVRILERSKEPVS" + "ACDEFGHIKLMNPQRSTVWY"[job];
                var receipt = await PostAsync(SiegeClient.Call("invoke_endpoint", $$"""{"sequence":"{{sequence}}"}"""));
                Ids.Add(Id.Match(receipt).Groups[1].Value);
            }

            foreach (var id in Ids)
            {
                Likes.AddRange([Like(id), Like(id)]);
                while (!(await PostAsync(Surfaces[0].Ask(id))).Contains("\"status\":\"completed\"", StringComparison.Ordinal))
                    await Task.Delay(10);
            }
        }

        /// <summary>What is said, but for the id that was asked for and the time.</summary>
        public async Task<string> SaidAsync(Func<string, string> ask, string id)
        {
            var answer = await PostAsync(ask(id));
            foreach (var text in (string[])[id, id[..30]]) answer = answer.Replace(text, "ID", StringComparison.Ordinal);
            return Time.Replace(answer, "TIME");
        }

        public async Task<string> PostAsync(string json) => (await client.PostAsync(json, token, CancellationToken.None)).Body;
    }
}
