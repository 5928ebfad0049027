using Amplify.Testing;

namespace Amplify.Mcp.Tests.Commands;

/// <summary>What a user calls a protein, in the files and answers of the command line.</summary>
public sealed class NameTests : IDisposable
{
    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task Files_are_called_as_the_protein_and_never_overwrite_anothers()
    {
        await RunAsync(">INS_HUMAN_B insulin\nFVNQHLCGSHLVEALYLVCGERGFFYTPKT");
        await RunAsync(">INS_HUMAN_B insulin\nFVNQHLCGSHLVEALYLVCGERGFFYTPKT");
        await File.WriteAllTextAsync(directory.File("out/MINE.csv"), "mine", TestContext.Current.CancellationToken);
        await RunAsync(">INS_HUMAN_B another\nMKTVRQERLK");
        await RunAsync(">MINE\nMKTVRQERLKS");

        var names = Directory.GetFiles(directory.File("out")).Select(Path.GetFileName).Order(StringComparer.Ordinal).ToList();
        var page = await File.ReadAllTextAsync(directory.File("out/INS_HUMAN_B.html"), TestContext.Current.CancellationToken);
        Assert.Equal((3 * 4) + 1, names.Count);
        Assert.Equal("mine", await File.ReadAllTextAsync(directory.File("out/MINE.csv"), TestContext.Current.CancellationToken));
        Assert.Contains("INS_HUMAN_B.csv", names);
        Assert.Contains(names, it => System.Text.RegularExpressions.Regex.IsMatch(it!, @"\AINS_HUMAN_B-[0-9a-f]{8}\.html\z"));
        Assert.Contains("\"name\":\"INS_HUMAN_B\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain(names, it => it!.EndsWith(".tmp", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_hostile_name_leaves_the_directory_and_the_page_alone()
    {
        await RunAsync(">../../</script><script>alert(1)</script>\nMKTVRQERLK");

        var page = Assert.Single(Directory.GetFiles(directory.File("out"), "*.html"));
        Assert.DoesNotContain("<script>alert", await File.ReadAllTextAsync(page, TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(directory.Path, "*.html"));
    }

    private async Task RunAsync(string fasta)
    {
        var run = await AmplifyProgram.RunAsync(directory, ["predict", "-", "--out", "out"], fasta);
        Assert.True(run.ExitCode == 0, run.Error);
    }
}
