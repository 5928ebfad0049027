using Amplify.Testing;
using Amplify.Testing.Chaos;

namespace Amplify.Lambda.Tests;

/// <summary>The published function in a storm.</summary>
public class StormTests(MotoServer moto)
{
    private const int Loops = 24;

    [Fact]
    public async Task In_a_storm_the_function_lives_and_answers_and_loses_nothing()
    {
        Storm? brewing = null;
        await using var function = await Published.StartAsync(
            moto, prepare: it => brewing = new(it), variables: ("AWS_LAMBDA_MAX_CONCURRENCY", $"{Loops}"));
        await using var storm = brewing!;
        storm.Program = function.CallAsync;

        await storm.RageAsync(count: 240, sequences: 240, Loops);
        TestContext.Current.TestOutputHelper!.WriteLine(storm.Table("The published function"));

        await storm.CheckAsync(unique: true);
        Assert.Equal((0, 1), (await function.Lambda.StopAsync(), function.Lambda.Starts));
    }
}
