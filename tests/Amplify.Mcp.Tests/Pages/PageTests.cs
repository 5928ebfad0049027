using Amplify.Local;
using Amplify.Pictures;
using Amplify.Testing;
using Amplify.Tools.Scans;

namespace Amplify.Mcp.Tests.Pages;

/// <summary>The interactive heat map in a real browser: as the file that predict writes, and as a view inside a host.</summary>
public sealed class PageTests : IDisposable
{
    private const string InsulinB = "FVNQHLCGSHLVEALYLVCGERGFFYTPKT";
    private readonly TemporaryDirectory files = new();

    public void Dispose() => files.Dispose();

    [Fact]
    public async Task As_a_file_it_points_clicks_sorts_prints_and_is_used_by_keyboard_in_light_and_dark()
    {
        var insulin = Save("insulin.html", HeatMapPage.With(await DocumentAsync(InsulinB)));
        var tenThousand = string.Concat(Enumerable.Repeat(InsulinB, 334))[..10_000];
        var longest = Save("longest.html", HeatMapPage.With(await DocumentAsync(tenThousand)));

        await RunAsync("page-file.mjs", insulin, longest);
    }

    [Fact]
    public async Task As_a_file_it_filters_selects_compares_annotates_and_gives_back_and_axe_finds_no_fault()
    {
        Needs.NodeModule("axe-core");
        await RunAsync("page-use.mjs", Save("insulin.html", HeatMapPage.With(await DocumentAsync(InsulinB))));
    }

    [Fact]
    public async Task The_list_of_a_batch_fits_every_width_sorts_and_axe_finds_no_fault()
    {
        Needs.NodeModule("axe-core");
        var note = string.Join(' ', Enumerable.Repeat("X is an unknown residue: replace it with the real one.", 6));
        using var table = new SubstitutionTable(TimeProvider.System);
        var stored = await table.PredictAsync(InsulinB, _ => { }, TestContext.Current.CancellationToken);
        var strip = HeatMapStrip.Draw(StoredResult.Read(stored.Write()).Scan!);
        using var index = new StringWriter();
        BatchPage.Write(index, "Variant effects", [
            new(new string('n', 80), "completed", 2_046, "H1010Y", -0.1, 0, null, "n", strip),
            new("<b>refused", "refused", null, null, null, null, note, null, null),
            new("near", "completed", 30, "H10Y", -0.0021, 0, note, "near", strip),
            new("better", "completed", 300, "H100Y", 1, 12_345, null, "better", strip)]);

        await RunAsync("batch-page.mjs", Save("index.html", index.ToString()));
    }

    [Fact]
    public async Task A_hover_and_a_click_cost_little_at_the_models_longest_protein()
    {
        var sequence = string.Concat(Enumerable.Repeat(InsulinB, 69))[..2_046];
        await RunAsync("page-speed.mjs", Save("long.html", HeatMapPage.With(await DocumentAsync(sequence))));
    }

    [Fact]
    public async Task In_a_chat_it_shakes_hands_reads_the_scores_and_shares_what_is_chosen()
    {
        var page = Save("page.html", HeatMapPage.Html);
        var document = files.File("document.json");
        await File.WriteAllBytesAsync(document, (await DocumentAsync(InsulinB)).Write(), TestContext.Current.CancellationToken);

        await RunAsync("page-host.mjs", page, document);
    }

    // The warning tries to leave the element it is embedded in.
    private static async Task<ScanDocument> DocumentAsync(string sequence)
    {
        using var net = new SequenceNetPredictor(TimeProvider.System);
        var stored = StoredResult.Read((await net.PredictAsync(sequence, _ => { }, TestContext.Current.CancellationToken)).Write());
        const string Warning = "Not AMPLIFY. </script><script>alert(1)</script>";
        return ScanDocument.Of("0198a7c2-insulin", stored.Scan!, 0, stored.BriefMetadata(), Warning) with { Name = "P01308 insulin B" };
    }

    private string Save(string name, string html)
    {
        var path = files.File(name);
        File.WriteAllText(path, html);
        return path;
    }

    private static async Task RunAsync(string script, params string[] arguments)
    {
        Needs.NodeModule("playwright-core");
        var node = Needs.OnPath("node", "install Node 20 or later");
        var run = await ProgramRun.Of(node, [Path.Combine(Needs.Root, "tests", "js", script), Needs.Chromium, .. arguments]);
        Assert.True(run.ExitCode == 0, run.Output + run.Error);
    }
}
