using Amplify.Tools.Inputs;
using FsCheck;
using FsCheck.Fluent;

namespace Amplify.Tools.Tests.Inputs;

public class OutputIdTests
{
    private const string Ours = "s3://bucket/async-inference-output/";

    [Theory]
    [InlineData("abc123-def456", "abc123-def456", "abc123-def456.out")]
    [InlineData("  abc123 ", "abc123", "abc123.out")]
    [InlineData("abc123.out", "abc123", "abc123.out")]
    [InlineData("s3://bucket/async-inference-output/abc123.out", "abc123", "abc123.out")]
    [InlineData("a.b.out", "a.b.out", "a.b.out")]
    [InlineData("s3://bucket/async-inference-output/abc123.json", "abc123.json", "abc123.json")]
    public void An_id_or_our_own_path_to_it_is_read(string text, string id, string file)
    {
        Assert.True(OutputId.TryParse(text, Ours, out var read));
        Assert.Equal((id, file), (read.Value, read.FileName));
    }

    [Theory]
    [InlineData("s3://other/async-inference-output/abc.out")]
    [InlineData("s3://bucket/async-inference-input/abc.json")]
    [InlineData("s3://bucket/async-inference-output/deeper/abc.out")]
    [InlineData("s3://bucket/async-inference-output/../async-inference-input/abc.out")]
    [InlineData("S3://BUCKET/async-inference-output/abc.out")]
    [InlineData("s3://bucket/async-inference-output/")]
    [InlineData("../../etc/passwd")]
    [InlineData("/etc/passwd")]
    [InlineData(@"..\secret")]
    [InlineData("..")]
    [InlineData(".out")]
    [InlineData("a..b")]
    [InlineData("-rf")]
    [InlineData("a b")]
    [InlineData("abc\n.out")]
    [InlineData("äöü")]
    [InlineData("a\0b")]
    public void Anything_else_is_refused(string text) => Assert.False(OutputId.TryParse(text, Ours, out _));

    [Fact]
    public void At_most_128_characters_are_an_id()
    {
        Assert.True(OutputId.TryParse(new string('a', 128), Ours, out _));
        Assert.False(OutputId.TryParse(new string('a', 129), Ours, out _));
    }

    [Fact]
    public void No_text_becomes_a_path_that_leaves_its_directory() =>
        Prop.ForAll(Gen.Elements("..", "/", "\\", "a", ".", "out", Ours, "%2e", "\n").ListOf().Select(string.Concat).ToArbitrary(), text =>
            !OutputId.TryParse(text, Ours, out var id) || Path.GetFullPath("/store/out/" + id.FileName) == "/store/out/" + id.FileName)
                .QuickCheckThrowOnFailure();
}
