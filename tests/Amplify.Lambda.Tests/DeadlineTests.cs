using System.Text.Json;
using Amplify.Testing;
using Amplify.Testing.Load;
using Amplify.Testing.RuntimeApi;

namespace Amplify.Lambda.Tests;

/// <summary>
/// Whatever of AWS hangs, the platform has an answer before it would end the function, and nothing that may be charged is passed over.
/// </summary>
public sealed class DeadlineTests(MotoServer moto) : IAsyncDisposable
{
    private const string InProgress = """{"output_id":"some-job"}""";

    private readonly LoopbackHttp silent = new(_ => Task.FromResult(LoopbackReply.Hang));
    private readonly TemporaryDirectory directory = new();

    [Theory]
    [InlineData(3)]
    [InlineData(6)]
    [InlineData(10)]
    [InlineData(30)]
    public async Task Each_call_to_AWS_may_hang_and_the_answer_comes_before_the_limit(int seconds)
    {
        Case[] cases =
        [
            Hangs("the upload", it => it.Method == "PUT", "Nothing was submitted"),
            Hangs("the claim", IsKey, "Nothing was submitted", ("AMPLIFY_REUSE", "true")),
            Hangs("the reservation", it => IsKey(it) && it.Method == "PUT", "Nothing was submitted", ("AMPLIFY_REUSE", "true")),
            Hangs("the record", IsRecord, says: null),
            Hangs("the record of a claimed job", IsRecord, says: null, ("AMPLIFY_REUSE", "true")),
            Hangs(
                "the result", it => it.Target.Contains("some-job.out", StringComparison.Ordinal),
                "The job itself is not affected") with { Payload = InProgress },
            Hangs(
                "the list", it => it.Target.Contains("list-type", StringComparison.Ordinal),
                "The job itself is not affected") with { Payload = InProgress },
            Hangs("the memory", IsRecord, "The job itself is not affected") with { Payload = InProgress },
            new("the invocation", HangInvocation, "Whether a job was accepted is not known; if so, it runs once, with the inference id"),
            new("the description", HangDescription, Says: null, ("AMPLIFY_DESCRIBE_ENDPOINT", "true")),
            Credentials("credentials of a container", ("AWS_CONTAINER_CREDENTIALS_FULL_URI", silent.Address)),
            Credentials(
                "credentials of the machine", ("AWS_EC2_METADATA_DISABLED", null), ("AWS_EC2_METADATA_SERVICE_ENDPOINT", silent.Address)),
            Credentials("credentials of a process", ("AWS_CONFIG_FILE", Profile("credential_process = /bin/sleep 60"))),
        ];
        using var machine = new MachineWatch();
        using var places = new SemaphoreSlim(seconds < 6 ? 4 : cases.Length); // in so short a time, few can start beside each other

        var answers = await Task.WhenAll(cases.Select(it => AnswerAsync(it, TimeSpan.FromSeconds(seconds), places)));

        Assert.Multiple([.. cases.Zip(answers, (it, answer) => (Action)(() => Check(it, answer, machine.Stalled)))]);
    }

    [Fact]
    public async Task A_wait_longer_than_the_function_ends_as_a_poll_and_not_as_an_error()
    {
        await using var function = await Published.StartAsync(
            moto, it => it with { Timeout = TimeSpan.FromSeconds(4), Grace = TimeSpan.FromMinutes(1) });
        function.Aws.SageMaker.OnAccepted = _ => Task.CompletedTask;
        var submitted = await function.CallAsync("invoke_endpoint", Published.Sequence("MKTV"));

        var id = submitted.GetProperty("data").GetProperty("output_id").GetString();
        var answer = await function.CallAsync("get_results", $$"""{"output_id":"{{id}}","wait_seconds":20}""");

        Assert.Equal("in_progress", answer.GetProperty("data").GetProperty("status").GetString());
    }

    public async ValueTask DisposeAsync()
    {
        await silent.DisposeAsync();
        directory.Dispose();
    }

    private static bool IsKey(LoopbackRequest request) => request.Target.Contains("/jobs/by-key/", StringComparison.Ordinal);

    private static bool IsRecord(LoopbackRequest request) => request.Target.Contains("/jobs/", StringComparison.Ordinal) && !IsKey(request);

    private static Case Hangs(
        string name, Func<LoopbackRequest, bool> which, string? says, params (string Name, string? Value)[] variables) =>
        new(name, aws => Hang(which, aws), says, variables);

    private static Func<bool> Hang(Func<LoopbackRequest, bool> which, LoopbackAws aws)
    {
        var met = false;
        aws.S3.Fault = it =>
        {
            if (!which(it)) return null;
            met = true;
            return LoopbackReply.Hang;
        };
        return () => met;
    }

    private static Func<bool> HangInvocation(LoopbackAws aws)
    {
        aws.SageMaker.Script(LoopbackReply.Hang);
        return () => aws.SageMaker.Requests.Count > 0;
    }

    private static Func<bool> HangDescription(LoopbackAws aws)
    {
        aws.SageMaker.Description = () => LoopbackReply.Hang;
        return () => aws.SageMaker.Descriptions.Count > 0;
    }

    private static Case Credentials(string name, params (string Name, string? Value)[] variables) =>
        new(name, _ => () => true, "Nothing was submitted",
        [
            ("AWS_ACCESS_KEY_ID", null), ("AWS_SECRET_ACCESS_KEY", null), ("AWS_SESSION_TOKEN", null), ("HOME", "/nonexistent"),
            .. variables]);

    private string Profile(string line)
    {
        File.WriteAllText(directory.File("config"), $"[default]\n{line}\n");
        return directory.File("config");
    }

    /// <summary>
    /// On a machine that others use too a short limit can be over before the call that hangs is made: then nothing was tried, and it is
    /// tried again.
    /// </summary>
    private async Task<Answer> AnswerAsync(Case hanging, TimeSpan limit, SemaphoreSlim places)
    {
        await places.WaitAsync();
        try
        {
            for (var left = 5; ; left--)
            {
                var answer = await AnswerOnceAsync(hanging, limit);
                if (answer.IsMet || left == 1) return answer;
            }
        }
        finally
        {
            places.Release();
        }
    }

    private async Task<Answer> AnswerOnceAsync(Case hanging, TimeSpan limit)
    {
        // The platform of this test is patient: it keeps account of who would have been too late.
        await using var function = await Published.StartAsync(
            moto, it => it with { Timeout = limit, Grace = TimeSpan.FromMinutes(1) }, variables: hanging.Variables);
        var isMet = hanging.Arrange(function.Aws);

        var tool = hanging.Payload == InProgress ? "get_results" : "invoke_endpoint";
        var answer = await function.Lambda.InvokeAsync(System.Text.Encoding.UTF8.GetBytes(hanging.Payload), Published.Direct(tool));
        var idle = await function.Lambda.IdleAsync();
        var queued = new ProcessFigures(function.Lambda.ProcessId!.Value).Queued;
        return new(answer, answer.Left - (idle - answer.At), queued, function.Aws.SageMaker.Requests.Count, isMet());
    }

    private static void Check(Case hanging, Answer answer, TimeSpan stalled)
    {
        var envelope = JsonElement.Parse(answer.Given.Payload.Span);
        var message = envelope.GetProperty("message").GetString()!;
        var said = $"{hanging.Name}: {answer.Given.Left.TotalSeconds:0.00} s left, {answer.LeftWhenIdle.TotalSeconds:0.00} s when idle. "
            + $"{answer.Queued.TotalSeconds:0.00} s without a processor. {message}";
        Assert.True(answer.IsMet, $"Not made in five invocations: {said}");
        Assert.False(answer.Given.IsError, said);
        Assert.True(answer.Given.Left + stalled + answer.Queued > TimeSpan.Zero, said);
        Assert.True(answer.LeftWhenIdle + stalled + answer.Queued > TimeSpan.Zero, said);
        Assert.Equal(hanging.Says is null, envelope.GetProperty("success").GetBoolean());
        if (hanging.Says is null) return;
        Assert.Contains(hanging.Says, message, StringComparison.Ordinal);
        if (hanging.Says.StartsWith("Nothing", StringComparison.Ordinal)) Assert.Equal(0, answer.Submissions);
    }

    /// <param name="Name">What hangs.</param>
    /// <param name="Arrange">Lets it hang; answers whether it was called since.</param>
    /// <param name="Says">What the answer says; null: it is a success.</param>
    /// <param name="Variables">More of the function's variables, or others.</param>
    private sealed record Case(
        string Name, Func<LoopbackAws, Func<bool>> Arrange, string? Says, params (string Name, string? Value)[] Variables)
    {
        public string Payload { get; init; } = Published.Sequence("MKTV");
    }

    private sealed record Answer(FunctionAnswer Given, TimeSpan LeftWhenIdle, TimeSpan Queued, int Submissions, bool IsMet);
}
