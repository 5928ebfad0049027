namespace Amplify.Deploy.Tests;

internal static class Runs
{
    /// <summary>The output of a program that must succeed.</summary>
    public static async Task<string> OutputAsync(string program, IEnumerable<string> arguments, string input = "")
    {
        var run = await ProgramRun.Of(program, arguments, input: input);
        Assert.True(run.ExitCode == 0, run.Error + run.Output);
        return run.Output;
    }
}
