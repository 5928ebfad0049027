using Amplify.Testing;

namespace Amplify.Lambda.Tests;

public class LargeResultTests(MotoServer moto)
{
    [Theory]
    [InlineData(128)]
    [InlineData(256)]
    public async Task The_largest_result_that_fits_is_given_whole_again_and_again_in_a_small_function(int megabytes)
    {
        await using var function = await Published.StartAsync(moto, it => it with { MemoryMegabytes = megabytes });
        var stored = Large.Heatmap(14_000);
        Assert.InRange(stored.Length, 5_200_000, 5_490_000);
        function.Aws.SageMaker.Model = _ => Task.FromResult(stored);
        await function.CallAsync("invoke_endpoint", Published.Sequence("MKTV"));
        var id = Assert.Single(function.Aws.SageMaker.Jobs).Id;

        for (var i = 0; i < 5; i++)
        {
            var answer = await function.CallAsync("get_results", Published.Id(id));
            Assert.Equal(stored.Length, answer.GetProperty("data").GetProperty("results").GetRawText().Length);
            await function.InvokeAsync(Published.Id(id), Published.Gateway("get_results"));
        }

        Assert.Equal(1, function.Lambda.Starts);
    }

    [Fact]
    public async Task A_result_that_does_not_fit_becomes_a_summary_with_a_link_to_the_whole()
    {
        await using var function = await Published.StartAsync(moto);
        var stored = Large.Heatmap(15_000);
        function.Aws.SageMaker.Model = _ => Task.FromResult(stored);
        await function.CallAsync("invoke_endpoint", Published.Sequence("MKTV"));
        var id = Assert.Single(function.Aws.SageMaker.Jobs).Id;

        var data = (await function.CallAsync("get_results", Published.Id(id))).GetProperty("data");

        Assert.Equal(15_000, data.GetProperty("summary").GetProperty("length").GetInt32());
        using var http = new HttpClient();
        Assert.Equal(
            stored,
            await http.GetByteArrayAsync(new Uri(data.GetProperty("results_url").GetString()!), TestContext.Current.CancellationToken));
        Assert.Contains(
            data.GetProperty("warnings").EnumerateArray(), it => it.GetString()!.Contains("results_url", StringComparison.Ordinal));
    }
}
