using System.Diagnostics;
using Amplify.Mcp.Commands;
using Amplify.Testing;
using Amplify.Tools.Contract;

namespace Amplify.Mcp.Tests.Commands;

/// <summary>At a terminal, which `script` lends the program.</summary>
public sealed class TerminalTests : IDisposable
{
    private const string InsulinB = "FVNQHLCGSHLVEALYLVCGERGFFYTPKT";
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Theory]
    [InlineData(60, "predict " + InsulinB)]
    [InlineData(80, "predict " + InsulinB)]
    [InlineData(50, "predict " + InsulinB + " --view matrix --positions 1-4")]
    [InlineData(70, "jobs")]
    [InlineData(40, "jobs")]
    [InlineData(40, "predict " + InsulinB + " --mutations H5A,C7P,H5A:C7P")]
    [InlineData(60, "predict " + InsulinB + " --mutations H5A,C7P,H5A:C7P")]
    [InlineData(40, "library ID --positions 9,13,21")]
    [InlineData(60, "library ID --positions 9,13,21 --codon NNK")]
    [InlineData(80, "library ID --positions 9,13,21 --limit 12")]
    [InlineData(40, "compare ID assay.csv")]
    [InlineData(80, "compare ID assay.csv")]
    public async Task Lines_keep_to_the_width_of_the_window(int columns, string command)
    {
        await AmplifyProgram.RunAsync(directory, ["predict", "-"], $">a_protein_with_a_name_that_is_long\n{InsulinB}\n");
        await File.WriteAllTextAsync(directory.File("assay.csv"), "mutant,score\nF1A,1\nV2A,2\nN3A,3\nQ4A,2.5\nH5A,0.5\nL6A,0\n",
            TestContext.Current.CancellationToken);
        var id = Path.GetFileNameWithoutExtension(Directory.GetFiles(directory.File("store/async-inference-output"), "*.out").Single());

        var seen = await AtTerminalAsync(
            $"stty cols {columns}; {AmplifyProgram.Path} {command.Replace("ID", id, StringComparison.Ordinal)}");

        // A path, an id or a word longer than the window cannot be broken.
        Assert.All(seen.Split('\n').Where(it => !it.Contains('/')), it => Assert.InRange(it.Split('\r')[^1].TrimEnd().Length, 0, columns));
        var expected = command.Split(' ') switch
        {
            ["jobs"] => "completed",
            ["library", ..] => "wanted",
            ["compare", ..] => "disagree most",
            [.., "--mutations", _] => "H5A:C7P",
            _ when command.Contains("matrix", StringComparison.Ordinal) => "site",
            _ => "best tolerated",
        };
        Assert.Contains(expected, seen, StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_without_room_comes_as_its_values_each_with_its_heading_and_nothing_is_cut()
    {
        var table = new TextTable(new("site", 8, false), new("codons", 12, false), new("size", 6), new("  brings", 0, false));
        table.Add("V12", "VTC+TGC+ATG+NNK+GCG", "5", "");
        var (wide, narrow) = (new StringWriter { NewLine = "\n" }, new StringWriter { NewLine = "\n" });

        table.Print(wide, 80);
        table.Print(narrow, 40);

        Assert.Equal("site    codons               size  brings\nV12     VTC+TGC+ATG+NNK+GCG     5\n", wide.ToString());
        Assert.Equal("site\nV12\n  codons VTC+TGC+ATG+NNK+GCG, size 5\n", narrow.ToString());
    }

    [Fact]
    public async Task A_server_that_a_person_started_says_that_it_is_one()
    {
        Needs.Linux();
        using var process = Process.Start(ProgramRun.StartInfo(Needs.OnPath("script", "install bsdutils"),
            ["-qec", AmplifyProgram.Path, "/dev/null"], AmplifyProgram.Environment(directory), directory.Path))!;
        var seen = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        await process.StandardInput.WriteAsync("\u0003".AsMemory(), TestContext.Current.CancellationToken); // Ctrl-C
        await process.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
        await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        var piped = await AmplifyProgram.RunAsync(directory, []);

        Assert.Contains("amplify-mcp without arguments is an MCP server", seen, StringComparison.Ordinal);
        Assert.DoesNotContain("is an MCP server", piped.Error, StringComparison.Ordinal);
        Assert.Empty(piped.Output);
    }

    [Fact]
    public async Task Quiet_leaves_nothing_on_standard_error()
    {
        var run = await AmplifyProgram.RunAsync(directory, ["predict", InsulinB, "-q"]);

        Assert.Equal(0, run.ExitCode);
        Assert.Empty(run.Error);
    }

    [Fact]
    public void What_is_waited_for_and_how_long_is_said_from_the_first_look_on()
    {
        var running = new ToolData.InProgress { OutputId = "id", ExpectedPaths = new("", ""), CheckIntervalSeconds = 1 };

        string[] words =
        [
            Words(running with { ExpectedAt = Noon.AddSeconds(40) }),
            Words(running with { ExpectedAt = Noon.AddSeconds(-1) }),
            Words(running with { PercentComplete = 20, ElapsedSeconds = 60, ExpectedAt = Noon.AddSeconds(1) }),
            Words(running with { PercentComplete = 1, ElapsedSeconds = 3, ExpectedAt = Noon.AddMinutes(9) }),
            Words(running with { Advice = "2 jobs come first, about 30 s of work. Wait check_interval_seconds; s" }),
            Words(running with { Endpoint = new("InService", 0) }, isLocal: false),
            Words(running with { Endpoint = new("InService", 1) }, isLocal: false),
        ];

        Assert.Equal(
            [
                "scoring here, 0 s, about 40 s left", "scoring here, 0 s, longer than expected", "scoring here, 0 s, about 4 min left",
                "scoring here, 0 s, about 9 min left", "2 jobs come first, about 30 s of work, 0 s",
                "the endpoint starts an instance, usually minutes, 0 s", "waiting for the endpoint, 0 s",
            ], words);
    }

    [Fact]
    public void A_bar_is_cut_to_the_window_and_goes_before_a_sentence_which_breaks_between_words()
    {
        var error = new StringWriter();
        var terminal = new Terminal(new(TextWriter.Null), new(error), ErrorIsTerminal: true, Width: 40);

        terminal.Draw(50, "waiting for something with a long name");
        terminal.Say("one sentence that does not fit into a window of forty columns");

        var (drawn, said) = (error.ToString().Split('\r')[1], error.ToString().Split('\r')[^1].Split('\n'));
        Assert.Equal(39, drawn.Length);
        Assert.Equal(["one sentence that does not fit into a", "window of forty columns", ""], said);
    }

    [Theory]
    [InlineData("exit 0", "")]
    [InlineData("exit 3", "xdg-open could not open the page. Open it yourself: file:///")]
    [InlineData(null, "Nothing here opens pages (xdg-open is not there). Open it yourself: file:///")]
    public async Task The_page_is_opened_as_the_platform_does_it_or_its_place_is_said(string? opener, string says)
    {
        Needs.Linux();
        var programs = Directory.CreateDirectory(directory.File("bin")).FullName;
        if (opener is not null)
        {
            var script = Path.Combine(programs, "xdg-open");
            await File.WriteAllTextAsync(script, $"#!/bin/sh\necho noise\necho \"$1\" > {directory.File("opened")}\n{opener}\n",
                TestContext.Current.CancellationToken);
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        var run = await AmplifyProgram.RunAsync(directory, ["predict", InsulinB, "--open", "--out", "a folder", "--json"], "",
            ("PATH", programs));

        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith("{", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("noise", run.Output + run.Error, StringComparison.Ordinal);
        if (opener is null || says.Length > 0) Assert.Contains(says, run.Error, StringComparison.Ordinal);
        if (opener is not null)
            Assert.Equal(Directory.GetFiles(directory.File("a folder"), "*.html").Single(),
                (await File.ReadAllTextAsync(directory.File("opened"), TestContext.Current.CancellationToken)).TrimEnd('\n'));
    }

    private static string Words(ToolData.InProgress running, bool isLocal = true) => Waiting.Words(running, TimeSpan.Zero, Noon, isLocal);

    private async Task<string> AtTerminalAsync(string command)
    {
        Needs.Linux();
        var run = await ProgramRun.Of(Needs.OnPath("script", "install bsdutils"), ["-qec", command, "/dev/null"],
            AmplifyProgram.Environment(directory), "", directory.Path);
        return run.Output.Replace("\r\n", "\n", StringComparison.Ordinal).Replace("\e[?1h\e=", "", StringComparison.Ordinal);
    }
}
