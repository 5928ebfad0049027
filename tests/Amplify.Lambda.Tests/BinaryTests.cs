using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using Amplify.Testing;

namespace Amplify.Lambda.Tests;

/// <summary>The published program itself: what it asks of the system, and how large it is.</summary>
public partial class BinaryTests(MotoServer moto)
{
    private static readonly Version AmazonLinux2023 = new(2, 34);

    public static TheoryData<string> Architectures => ["native", "native-arm64"];

    [Theory]
    [MemberData(nameof(Architectures))]
    public void It_needs_no_newer_C_library_than_Amazon_Linux_2023_has(string architecture)
    {
        var program = File.ReadAllBytes(Program(architecture));

        var versions = GlibcVersion.Matches(Encoding.Latin1.GetString(program))
            .Select(it => Version.Parse(it.Groups[1].Value)).Distinct().Order().ToList();

        Assert.NotEmpty(versions);
        Assert.True(versions[^1] <= AmazonLinux2023, $"needs GLIBC_{versions[^1]}");
    }

    [Theory]
    [InlineData("native", 62)]
    [InlineData("native-arm64", 183)]
    public void It_is_built_for_the_processor_it_says(string architecture, int machine) =>
        Assert.Equal(machine, BinaryPrimitives.ReadUInt16LittleEndian(File.ReadAllBytes(Program(architecture)).AsSpan(18)));

    [Theory]
    [MemberData(nameof(Architectures))]
    public void Its_package_stays_under_seven_and_a_half_megabytes(string architecture)
    {
        using var package = new MemoryStream();
        using (var zip = new ZipArchive(package, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var entry = zip.CreateEntry("bootstrap", CompressionLevel.SmallestSize).Open();
            entry.Write(File.ReadAllBytes(Program(architecture)));
        }

        Assert.InRange(package.Length, 1_000_000, 7_500_000);
    }

    [Fact]
    public async Task The_arm64_program_answers_an_invocation()
    {
        var program = Program("native-arm64");
        var emulator = Needs.OnPath("qemu-aarch64", "run `make setup`");
        await using var function = await Published.StartAsync(
            moto, it => it with { Program = emulator, Arguments = ["-L", "/usr/aarch64-linux-gnu", program] });

        var answer = await function.InvokeAsync(Published.Sequence("MKXV"), Published.Gateway("invoke_endpoint"));

        Assert.Equal("INVALID_SEQUENCE", answer.GetProperty("error_code").GetString());
    }

    private static string Program(string architecture) => Needs.Native("bootstrap", architecture);

    [GeneratedRegex(@"GLIBC_(\d+\.\d+)")]
    private static partial Regex GlibcVersion { get; }
}
