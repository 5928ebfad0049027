namespace Amplify.Deploy.Tests;

/// <summary>Files and programs whose absence or failure ends a test.</summary>
internal static class Needed
{
    /// <summary>The text of a file of the repository.</summary>
    public static Task<string> ReadAsync(params string[] path) =>
        File.ReadAllTextAsync(Path.Combine([Needs.Root, .. path]), TestContext.Current.CancellationToken);

    /// <summary>The first bytes of a file.</summary>
    public static async Task<byte[]> HeadAsync(string path, int count)
    {
        await using var file = File.OpenRead(path);
        var head = new byte[count];
        await file.ReadExactlyAsync(head, TestContext.Current.CancellationToken);
        return head;
    }

    /// <summary>The output of a program that must succeed.</summary>
    public static async Task<string> OutputAsync(string program, IEnumerable<string> arguments, string input = "")
    {
        var run = await ProgramRun.Of(program, arguments, input: input);
        Assert.True(run.ExitCode == 0, run.Error + run.Output);
        return run.Output;
    }
}
