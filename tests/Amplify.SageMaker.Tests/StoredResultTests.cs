using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Web;
using Amplify.Testing;
using Amplify.Tools.Backends;

namespace Amplify.SageMaker.Tests;

/// <summary>Results as endpoints leave them, on their way from the bucket to the caller.</summary>
public class StoredResultTests(MotoServer moto) : OnLoopbackAws(moto)
{
    public static TheoryData<string> Shapes =>
    [
        """{"heatmap": [[0.0, -1.4901161193847656e-08, 1e-07, 1.50, -0.0, 12345678901234567890]], "outliers": ["Met0Lys -3.2"]}""",
        """
        {"predictions": [{"position": 1, "original_aa": "M", "variant_aa": "L", "effect_score": 0.250, "confidence": 0.90}],
         "metadata": {"model_version": "amplify-v1.0"}}
        """,
        """["{\"heatmap\": [[0.0, 1.0]], \"outliers\": []}", "application/json"]""",
        "\"{\\\"predictions\\\": []}\"",
        """{"something": {"else": ["ümläut", "\u00fc", 1E5]}}""",
        "[1, 2.0, 3e0]",
        " \n{ \"spaced\" :\t[ 1 , 2 ] }",
    ];

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task Stored_JSON_goes_through_byte_for_byte(string stored)
    {
        var (_, data) = await FetchAsync(Encoding.UTF8.GetBytes(stored));

        Assert.Equal("completed", data.GetProperty("status").GetString());
        Assert.Equal(stored.Trim(), data.GetProperty("results").GetRawText());
        Assert.False(data.TryGetProperty("results_url", out _));
    }

    [Theory]
    [InlineData("Killed: out of memory\nsee log", "not valid JSON at line 1")]
    public async Task Text_is_given_as_text_and_says_why(string stored, string error)
    {
        var (_, data) = await FetchAsync(Encoding.UTF8.GetBytes(stored));

        var results = data.GetProperty("results");
        Assert.Equal(stored, results.GetProperty("raw_output").GetString());
        Assert.Contains(error, results.GetProperty("parsing_info").GetProperty("json_error").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "Results file is empty")]
    [InlineData("{}", "Results parsed as empty JSON")]
    public async Task An_empty_result_is_completed_and_says_so(string stored, string warning)
    {
        var (_, data) = await FetchAsync(Encoding.UTF8.GetBytes(stored));

        Assert.Equal(stored, data.GetProperty("results").GetProperty("raw_output").GetString());
        Assert.Equal(warning, data.GetProperty("results").GetProperty("warning").GetString());
    }

    [Fact]
    public async Task The_largest_heat_map_is_one_array_from_the_socket_to_the_envelope()
    {
        var stored = Heatmap(10_000);
        using var backend = Make.Backend(Aws);
        await Aws.Objects.PutObjectAsync(
            new() { BucketName = Aws.Bucket, Key = "async-inference-output/big.out", InputStream = new MemoryStream(stored) }, Token);

        var prediction = Assert.IsType<Prediction.Completed>(await backend.FetchAsync(Make.Id("big"), Token));
        var verbatim = Tools.Scans.StoredResult.Read(prediction.Stored).Verbatim;

        Assert.InRange(stored.Length, 3_500_000, 6_000_000);
        Assert.True(MemoryMarshal.TryGetArray(prediction.Stored, out var fromSocket));
        Assert.True(MemoryMarshal.TryGetArray(verbatim.Utf8, out var inEnvelope));
        Assert.Same(fromSocket.Array, inEnvelope.Array);
        Assert.Equal(stored.Length, fromSocket.Array!.Length);
        Assert.True(stored.AsSpan().SequenceEqual(fromSocket));
    }

    [Fact]
    public async Task Where_the_answer_must_be_shortened_a_link_opens_the_whole_to_anyone_for_a_while()
    {
        var stored = Heatmap(500);
        var log = new CapturedLog();

        var (text, data) = await FetchAsync(stored, log, maxBytes: 40_000);

        var url = new Uri(data.GetProperty("results_url").GetString()!);
        using var anyone = new HttpClient();
        var opened = await anyone.GetByteArrayAsync(url, Token);
        Assert.True(stored.AsSpan().SequenceEqual(opened));
        var query = HttpUtility.ParseQueryString(url.Query);
        Assert.Equal("AWS4-HMAC-SHA256", query["X-Amz-Algorithm"]); // above 7 days the SDK would fall back to an older one, in silence
        Assert.InRange(int.Parse(query["X-Amz-Expires"]!, null), 14 * 60, 15 * 60);
        Assert.Equal(
            TimeProvider.System.GetUtcNow().AddMinutes(15), data.GetProperty("results_url_expires_at").GetDateTimeOffset(),
            TimeSpan.FromMinutes(1));
        Assert.InRange(text.Length, 1, 40_000);
        Sentences.CheckSecrets(log.Text);
    }

    private static byte[] Heatmap(int length)
    {
        var text = new StringBuilder("{\"heatmap\": [");
        for (var row = 0; row < 20; row++)
        {
            text.Append(row == 0 ? "[" : ", [");
            for (var column = 0; column < length; column++)
                text.Append(column == 0 ? "" : ", ").Append(row == column % 20 ? "0.0" : $"-{(row * 7) + (column % 9)}.1234567890123456");
            text.Append(']');
        }

        return Encoding.UTF8.GetBytes(text.Append("], \"outliers\": []}").ToString());
    }

    private async Task<(string Text, JsonElement Data)> FetchAsync(byte[] stored, CapturedLog? log = null, int maxBytes = 6_000_000)
    {
        using var backend = Make.Backend(Aws, logger: log);
        using var tools = new ToolCalls(backend, log ?? new CapturedLog(), maxBytes);
        Aws.SageMaker.OnAccepted = job => Aws.SageMaker.CompleteAsync(job, stored);
        var submitted = await tools.CallAsync("invoke_endpoint", new { sequence = Make.Protein });
        var envelope = await tools.CallAsync(
            "get_results", new { output_id = submitted.GetProperty("data").GetProperty("output_id").GetString() });
        return (envelope.GetRawText(), envelope.GetProperty("data"));
    }
}
