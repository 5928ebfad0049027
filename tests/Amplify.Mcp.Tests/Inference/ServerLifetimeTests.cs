using System.Diagnostics;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Amplify.Local;
using Amplify.Mcp.Inference;
using Amplify.Model;
using Amplify.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Amplify.Mcp.Tests.Inference;

/// <summary>A container that computes for hours still answers whether it is well, and stops when it is told to.</summary>
public sealed partial class ServerLifetimeTests : IAsyncDisposable
{
    private static readonly string Model = Path.Combine(Needs.Root, "tests", "fixtures", "amplify-tiny", "plain-f32");

    // Masked copies of windows: an hour's work even for the smallest model.
    private static readonly string Endless = $$"""{"sequence": "{{new string('A', 10_000)}}"}""";
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(20);
    private readonly FakeTimeProvider clock = new();
    private readonly SignalLog log = new();
    private readonly AmplifyPredictor predictor = new(new(Model, ScoringMethod.MaskedMarginal, Windowed: true, Threads: 2),
        TimeProvider.System);
    private readonly InferenceServer server;
    private readonly HttpClient client = new();

    public ServerLifetimeTests() => server = new(predictor, new(IPAddress.Loopback, 0), Grace, clock, log);

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await server.DisposeAsync();
        predictor.Dispose();
    }

    [Fact]
    public async Task Told_to_stop_it_gives_the_job_in_hand_its_grace_and_sends_the_others_away_at_once()
    {
        await StartAsync();
        var inHand = PostAsync(Endless);
        await log.SaidAsync("Scoring");
        var waiting = PostAsync("""{"sequence": "MKTV"}""");
        await log.SaidAsync("Waiting");

        var stopped = server.StopAsync(TestContext.Current.CancellationToken);
        var (sentAway, reason) = await waiting;
        var stillComputing = !inHand.IsCompleted;
        clock.Advance(Grace);
        var (ended, why) = await inHand;
        await stopped;

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "stopping"), (sentAway, reason.GetProperty("error_type").GetString()));
        Assert.True(stillComputing);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "stopping"), (ended, why.GetProperty("error_type").GetString()));
    }

    [Fact]
    public async Task A_job_that_ends_within_the_grace_is_answered_in_full()
    {
        await StartAsync();
        var inHand = PostAsync($$"""{"sequence": "{{new string('A', 200)}}"}""");
        await log.SaidAsync("Scoring");

        var stopped = server.StopAsync(TestContext.Current.CancellationToken);
        var (status, result) = await inHand;
        await stopped;

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(200, result.GetProperty("heatmap")[0].GetArrayLength());
    }

    [Fact]
    public async Task Its_log_has_the_ids_that_SageMaker_hands_on_and_never_the_sequence()
    {
        const string Sequence = "MKTVRQERLKSIVRILERSK";
        await StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post,
            "/invocations")
        { Content = new StringContent($$"""{"sequence": "{{Sequence}}"}""") };
        request.Headers.Add("x-amzn-sagemaker-inference-id", "0190-ab");
        request.Headers.Add("X-Amzn-SageMaker-Custom-Attributes", $"protein={Sequence[4..14].ToLowerInvariant()}");

        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        await log.SaidAsync("Predicted");

        Assert.Contains(log.Lines,
            it => it.Contains("0190-ab", StringComparison.Ordinal) && it.Contains("withheld", StringComparison.Ordinal));
        Assert.DoesNotContain(log.Lines, it => it.Contains(Sequence[4..14], StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task The_program_answers_ping_while_it_computes_and_ends_on_SIGTERM_with_the_job_in_hand()
    {
        Needs.Linux();
        var variables = new Dictionary<string, string> { ["AMPLIFY_WINDOW"] = "true", ["AMPLIFY_METHOD"] = "masked-marginal" };
        using var program = Process.Start(ProgramRun.StartInfo(
            AmplifyProgram.Path, ["model", "serve", "--model", Model, "--host", "127.0.0.1", "--port", "0", "--grace", "0"], variables))!;
        try
        {
            client.BaseAddress = new(await LineAsync(program, Address()));
            var inHand = PostAsync(Endless);
            await LineAsync(program, Scoring());
            for (var i = 0; i < 10; i++)
            {
                using var within = new CancellationTokenSource(TimeSpan.FromSeconds(2));
                using var ping = await client.GetAsync("/ping", within.Token);
                Assert.Equal(HttpStatusCode.OK, ping.StatusCode);
            }

            using var kill = Process.Start("kill", ["-TERM", $"{program.Id}"]);
            var (status, _) = await inHand;
            await program.WaitForExitAsync(TestContext.Current.CancellationToken);

            Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
            Assert.Equal(0, program.ExitCode);
        }
        finally
        {
            if (!program.HasExited) program.Kill();
        }
    }

    private async Task StartAsync()
    {
        await server.StartAsync(TestContext.Current.CancellationToken);
        client.BaseAddress = new(server.Urls.Single());
    }

    private async Task<(HttpStatusCode Status, JsonElement Result)> PostAsync(string body)
    {
        using var answer = await client.PostAsync("/invocations", new StringContent(body), TestContext.Current.CancellationToken);
        return (answer.StatusCode, JsonElement.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
    }

    private static async Task<string> LineAsync(Process program, Regex wanted)
    {
        while (await program.StandardError.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (wanted.Match(line) is { Success: true } match) return match.Value;
        }

        throw new InvalidOperationException("The program ended without it");
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+")]
    private static partial Regex Address();

    [GeneratedRegex("Scoring 10000")]
    private static partial Regex Scoring();

    /// <summary>Tells when something has been logged.</summary>
    private sealed class SignalLog : ILoggerFactory, ILogger
    {
        private readonly List<(string Text, TaskCompletionSource Said)> awaited = [];

        public List<string> Lines { get; } = [];

        public Task SaidAsync(string text)
        {
            lock (Lines)
            {
                if (Lines.Exists(it => it.StartsWith(text, StringComparison.Ordinal))) return Task.CompletedTask;
                awaited.Add((text, new(TaskCreationOptions.RunContinuationsAsynchronously)));
                return awaited[^1].Said.Task.WaitAsync(TestContext.Current.CancellationToken);
            }
        }

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?,
            string> formatter)
        {
            var line = formatter(state, exception);
            lock (Lines)
            {
                Lines.Add(line);
                foreach (var (text, said) in awaited)
                {
                    if (line.StartsWith(text, StringComparison.Ordinal)) said.TrySetResult();
                }
            }
        }

        public ILogger CreateLogger(string categoryName) => this;

        public bool IsEnabled(LogLevel logLevel) => true;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public void Dispose()
        {
        }
    }
}
