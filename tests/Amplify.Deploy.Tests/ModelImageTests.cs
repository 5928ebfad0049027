namespace Amplify.Deploy.Tests;

/// <summary>What the model's image starts, compiled as its Dockerfile does and run on two kinds of processor.</summary>
public sealed class ModelImageTests : IDisposable
{
    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task The_build_for_the_widest_vectors_of_the_processor_is_started_with_its_arguments()
    {
        Needs.Linux();
        var launcher = await CompileAsync();
        var here = (await File.ReadAllTextAsync("/proc/cpuinfo", TestContext.Current.CancellationToken))
            .Contains(" avx512vl", StringComparison.Ordinal);
        string[] narrow = ["-cpu", "Haswell", launcher, "model", "serve"];

        Assert.Equal(here ? "wide model serve\n" : "plain model serve\n", await Needed.OutputAsync(launcher, ["model", "serve"]));
        Assert.Equal("plain model serve\n", await Needed.OutputAsync(Needs.OnPath("qemu-x86_64", "run `make setup`"), narrow));
    }

    [Fact]
    public async Task Where_there_is_but_one_build_that_one_is_started()
    {
        Needs.Linux();
        var launcher = await CompileAsync();
        File.Delete(directory.File("v4/amplify-mcp"));

        Assert.Equal("plain serve\n", await Needed.OutputAsync(launcher, ["serve"]));
    }

    [Fact]
    public async Task Whatever_the_image_is_built_from_is_sent_to_the_builder()
    {
        var kept = await Needed.ReadAsync(".dockerignore");

        Assert.Contains("deploy/widest.c", await Needed.ReadAsync("Dockerfile"), StringComparison.Ordinal);
        Assert.Contains("!deploy/widest.c\n", kept, StringComparison.Ordinal);
    }

    private async Task<string> CompileAsync()
    {
        var launcher = directory.File("amplify-model");
        var source = Path.Combine(Needs.Root, "deploy", "widest.c");
        await Needed.OutputAsync(
            Needs.OnPath("gcc", "run `make setup`"), ["-Os", "-static", "-Wall", "-Wextra", "-Werror", "-o", launcher, source]);
        Directory.CreateDirectory(directory.File("v4"));
        foreach (var (path, word) in new[] { ("amplify-mcp", "plain"), ("v4/amplify-mcp", "wide") })
        {
            await File.WriteAllTextAsync(directory.File(path), $"#!/bin/sh\necho {word} \"$@\"\n", TestContext.Current.CancellationToken);
            await Needed.OutputAsync("chmod", ["+x", directory.File(path)]);
        }

        return launcher;
    }
}
