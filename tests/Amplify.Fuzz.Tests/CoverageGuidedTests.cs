using Amplify.Testing;

namespace Amplify.Fuzz.Tests;

public class CoverageGuidedTests
{
    [Theory]
    [MemberData(nameof(Corpus.Targets), MemberType = typeof(Corpus))]
    public async Task A_short_run_finds_no_crash_and_no_hang(string target)
    {
        Needs.OnPath("afl-fuzz", "run `make setup`");
        using var directory = new TemporaryDirectory();

        var run = await ProgramRun.Of(Path.Combine(Needs.Root, "scripts", "fuzz"), [], new Dictionary<string, string>
        {
            ["TARGETS"] = target,
            ["TIME"] = "2",
            ["SEED"] = "20260101",
            ["OUT"] = directory.File("fuzz"),
            ["BUILT"] = AppContext.BaseDirectory,
        });

        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        Assert.Contains($"\n{target} ", run.Output, StringComparison.Ordinal);
    }
}
