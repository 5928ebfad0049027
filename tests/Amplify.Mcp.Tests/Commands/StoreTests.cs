using System.Text.Json;
using Amplify.Testing;

namespace Amplify.Mcp.Tests.Commands;

/// <summary>The program and the store it is given.</summary>
public sealed class StoreTests : IDisposable
{
    private const int Nobody = 65534;

    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task The_native_program_and_the_other_one_share_a_store()
    {
        string[] programs = [Needs.Native("amplify-mcp"), AmplifyProgram.Path];
        var environment = AmplifyProgram.Environment(directory);

        var runs = await Task.WhenAll(Enumerable.Range(0, 8).Select(it =>
            ProgramRun.Of(programs[it % 2], ["predict", Residues(it / 2), "--json"], environment, directory: directory.Path)));

        Assert.All(runs, it => Assert.True(it.ExitCode == 0, it.Error));
        Assert.Equal([20, 20, 21, 21, 22, 22, 23, 23], runs.Select(it => Data(it).GetProperty("summary").GetProperty("length").GetInt32()));
        Assert.Equal(4, Directory.GetFiles(directory.File("store/async-inference-output")).Length);
        Assert.Empty(Directory.GetFiles(directory.File("store/async-inference-input/pending")));
    }

    [Fact]
    public async Task A_directory_one_may_not_write_to_is_named_with_what_to_do()
    {
        Needs.Linux();
        var closed = Directory.CreateDirectory(directory.File("closed")).FullName;
        await ProgramRun.Of("chmod", ["755", directory.Path]);
        await ProgramRun.Of("chmod", ["555", closed]);
        string[] command = [AmplifyProgram.Path, "predict", Residues(0)];
        if (Environment.UserName == "root") // who may do anything
            command = ["setpriv", $"--reuid={Nobody}", $"--regid={Nobody}", "--clear-groups", .. command];
        var environment = AmplifyProgram.Environment(directory, ("AMPLIFY_HOME", Path.Combine(closed, "store")), ("HOME", "/nonexistent"));

        var run = await ProgramRun.Of(command[0], command[1..], environment, directory: directory.Path);

        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains("permission denied. Nothing was submitted.", run.Error, StringComparison.Ordinal);
        Assert.Contains("set AMPLIFY_HOME to a directory you may write to", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", run.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(closed));
    }

    private static JsonElement Data(ProgramRun run) => JsonElement.Parse(run.Output).GetProperty("data");

    private static string Residues(int more) => "ACDEFGHIKLMNPQRSTVWY" + new string('M', more);
}
