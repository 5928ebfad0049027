using Amplify.Testing;

namespace Amplify.Mcp.Tests.Commands;

/// <summary>A pull that is refused says what helps and leaves nothing.</summary>
public sealed class ModelPullRefusalTests : ModelPulls
{
    [Theory]
    [InlineData(401, "wants a token. Set HF_TOKEN", false)]
    [InlineData(403, "HF_TOKEN does not open it", true)]
    [InlineData(404, "Look at the revision and HF_ENDPOINT", false)]
    [InlineData(410, "answers 410", false)]
    public async Task A_refusal_is_told_with_what_helps_and_leaves_nothing(int status, string words, bool token)
    {
        await using var hub = new LoopbackHub(Published) { Instead = _ => new(status) };

        var pull = await PullAsync(hub, Model, token ? [("HF_TOKEN", "hf_old")] : []);

        Assert.Equal(1, pull.ExitCode);
        Assert.Contains(words, pull.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Models));
    }

    [Fact]
    public async Task Other_weights_under_a_published_name_are_refused_before_they_come()
    {
        await using var hub = new LoopbackHub(Published);
        hub.Instead = it => it.Target.EndsWith(".json", StringComparison.Ordinal) && it.Method == "HEAD"
            ? new(200) { Headers = new Dictionary<string, string> { ["ETag"] = $"\"{new string('0', 40)}\"" }, Missing = 2 } : null;

        var pull = await PullAsync(hub, "120M");

        Assert.Equal(1, pull.ExitCode);
        Assert.Contains("another model.safetensors than was published", pull.Error, StringComparison.Ordinal);
        Assert.Empty(hub.StoreRequests);
    }

    [Fact]
    public async Task A_full_disk_is_told_before_the_first_byte()
    {
        using var disk = SmallDisk.Mount("size=4m");
        await using var hub = new LoopbackHub(Published);

        var pull = await PullAsync(hub, Model, ("AMPLIFY_HOME", disk.Path));

        Assert.Equal(1, pull.ExitCode);
        Assert.Contains("Make room, or set AMPLIFY_HOME", pull.Error, StringComparison.Ordinal);
        Assert.Empty(hub.StoreRequests);
    }

    [Fact]
    public async Task The_machines_proxy_is_asked_for_the_hub()
    {
        var asked = new List<string>();
        await using var hub = new LoopbackHub(Published);
        await using var proxy = new LoopbackHttp(it =>
        {
            asked.Add(it.Target);
            return Task.FromResult(new LoopbackReply(403));
        });

        var pull = await PullAsync(hub, Model, ("HF_ENDPOINT", "http://hub.example"), ("HTTP_PROXY", proxy.Address),
            ("http_proxy", proxy.Address), ("NO_PROXY", ""), ("no_proxy", ""));

        Assert.Equal(1, pull.ExitCode);
        Assert.StartsWith("http://hub.example/chandar-lab/AMPLIFY_120M/resolve/test/", Assert.Single(asked), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("650M")]
    [InlineData("120M@../../etc")]
    [InlineData("120M@")]
    public async Task Only_published_models_have_names(string name)
    {
        await using var hub = new LoopbackHub(Published);

        var pull = await PullAsync(hub, name);

        Assert.Equal(2, pull.ExitCode);
        Assert.Contains("120M or 350M", pull.Error, StringComparison.Ordinal);
    }
}
