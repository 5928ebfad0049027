using System.IO.Compression;
using System.Text;
using Amplify.Testing;

namespace Amplify.Mcp.Tests.Commands;

public sealed class SequenceInputTests : IDisposable
{
    private const string Fasta = ">insulin B\nFVNQHLCGSHLVEALYLVCGERGFFYTPKT\n";
    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Theory]
    [InlineData("target", "no file of that name; 'target' was read as a sequence of 6 letters", 0)]
    [InlineData("data", "data is a directory", 2)]
    [InlineData(".", ". is a directory", 2)]
    [InlineData("none.fasta", "No file none.fasta", 2)]
    [InlineData("some/none", "No file some/none", 2)]
    [InlineData("P01308", "accession", 2)]
    [InlineData("MKTAYIAKQR.", "removed '.' from the end", 0)]
    public async Task A_word_a_directory_and_a_missing_file_are_told_apart(string given, string words, int exit)
    {
        Directory.CreateDirectory(directory.File("data"));

        var run = await RunAsync("predict", given);

        Assert.Contains(words, run.Error, StringComparison.Ordinal);
        Assert.Equal(exit, run.ExitCode);
    }

    [Fact]
    public async Task Two_options_say_which_is_meant()
    {
        await File.WriteAllTextAsync(directory.File("KRAS"), Fasta, TestContext.Current.CancellationToken);

        Assert.Contains("30 residues", (await RunAsync("predict", "KRAS")).Error, StringComparison.Ordinal);
        Assert.Contains("4 residues", (await RunAsync("predict", "--sequence", "KRAS")).Error, StringComparison.Ordinal);
        Assert.Contains("30 residues", (await RunAsync("predict", "--file", "KRAS")).Error, StringComparison.Ordinal);
        Assert.Contains("No file EGFR", (await RunAsync("predict", "--file", "EGFR")).Error, StringComparison.Ordinal);
        Assert.Contains("Give one of", (await RunAsync("predict", "KRAS", "--file", "KRAS")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Packed_files_and_UTF_16_are_read_and_said()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using (var packed = new GZipStream(File.Create(directory.File("b.fasta.gz")),
            CompressionLevel.Fastest)) await packed.WriteAsync(Encoding.UTF8.GetBytes(Fasta), cancellationToken);
        await File.WriteAllTextAsync(directory.File("mark.fasta"), Fasta, Encoding.Unicode, cancellationToken);
        await File.WriteAllBytesAsync(directory.File("plain.fasta"), Encoding.Unicode.GetBytes(Fasta), cancellationToken);
        await File.WriteAllBytesAsync(directory.File("big.fasta"), Encoding.BigEndianUnicode.GetBytes(Fasta), cancellationToken);
        await File.WriteAllBytesAsync(directory.File("cut.gz"),
            (await File.ReadAllBytesAsync(directory.File("b.fasta.gz"), cancellationToken))[..12], cancellationToken);

        foreach (var (file, words) in (IEnumerable<(string, string)>)[("b.fasta.gz", "unpacked from gzip"), ("mark.fasta", "insulin B"),
            ("plain.fasta", "read as UTF-16"), ("big.fasta", "read as UTF-16")])
        {
            var run = await RunAsync("predict", file);
            Assert.Contains(words, run.Error, StringComparison.Ordinal);
            Assert.Contains("30 residues", run.Error, StringComparison.Ordinal);
            Assert.Equal(0, run.ExitCode);
        }

        Assert.Equal(2, (await RunAsync("predict", "cut.gz")).ExitCode);
    }

    [Fact]
    public async Task A_zip_file_is_named_and_what_comes_in_UTF_16_by_standard_input_is_read()
    {
        Needs.Linux();
        var cancellationToken = TestContext.Current.CancellationToken;
        await File.WriteAllBytesAsync(directory.File("x.zip"), [.. "PK"u8, 3, 4, 20, 0, 0, 0, 8, 0], cancellationToken);
        await File.WriteAllTextAsync(directory.File("mark.fasta"), Fasta, Encoding.Unicode, cancellationToken);

        var zip = await RunAsync("predict", "x.zip");
        var piped = await ProgramRun.Of("/bin/sh", ["-c", $"exec '{AmplifyProgram.Path}' predict - < mark.fasta"],
            AmplifyProgram.Environment(directory), directory: directory.Path);

        Assert.Equal((2, 0), (zip.ExitCode, piped.ExitCode));
        Assert.Contains("This is a zip file, not a sequence", zip.Error, StringComparison.Ordinal);
        Assert.Contains("30 residues", piped.Error, StringComparison.Ordinal);
    }

    private Task<ProgramRun> RunAsync(params string[] arguments) => AmplifyProgram.RunAsync(directory, arguments);
}
