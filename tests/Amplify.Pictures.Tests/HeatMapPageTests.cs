using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Amplify.Tools.Contract;
using Amplify.Tools.Scans;

namespace Amplify.Pictures.Tests;

public partial class HeatMapPageTests
{
    [Fact]
    public void It_is_small_and_names_no_other_place()
    {
        Assert.InRange(Encoding.UTF8.GetByteCount(HeatMapPage.Html), 1, 60 * 1024);
        Assert.Equal(["http://www.w3.org/2000/svg", "https://www.uniprot.org/uniprotkb/", "https://alphafold.ebi.ac.uk/entry/"],
            Places.Matches(HeatMapPage.Html).Select(it => it.Value)); // a namespace, and two links that a person may follow
        Assert.DoesNotContain("{{", HeatMapPage.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("src=", HeatMapPage.Html, StringComparison.Ordinal);
    }

    [Fact]
    public void Its_policy_lets_nothing_run_but_its_own_script_and_style()
    {
        var policy = Policy.Match(HeatMapPage.Html).Groups[1].Value;

        Assert.StartsWith("default-src 'none'; script-src 'sha256-", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
    }

    [Fact]
    public void No_stored_text_ends_the_script_it_stands_in()
    {
        const string Hostile = "</script><script>alert(1)</script><!-- \u2028 & {{policy}}";
        var metadata = new RawJson("""{"model_version":"</script><b>"}"""u8.ToArray());

        var page = HeatMapPage.With(ScanDocument.Of("id", ScanExamples.Ratios(5), 0, metadata, Hostile));

        var data = Data.Match(page).Groups[1].Value;
        Assert.DoesNotContain('<', data);
        Assert.Equal(Hostile, JsonElement.Parse(data).GetProperty("warnings")[0].GetString());
        Assert.Equal("</script><b>", JsonElement.Parse(data).GetProperty("metadata").GetProperty("model_version").GetString());
        Assert.Equal(2, Regex.Count(page, "<script"));
    }

    [Fact]
    public void Its_light_colours_are_those_of_the_pictures()
    {
        var colours = new[] { -ColourScale.Steps, 0, ColourScale.Steps }.Select(it => ColourScale.Colour(it).Hex[1..]);

        Assert.All(colours, it => Assert.Contains(it, HeatMapPage.Html, StringComparison.Ordinal));
        Assert.Contains(HeatMapLayout.RowOrder, HeatMapPage.Html, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"https?:[\w/.]+")]
    private static partial Regex Places { get; }

    [GeneratedRegex("Content-Security-Policy\" content=\"([^\"]*)\"")]
    private static partial Regex Policy { get; }

    [GeneratedRegex("id=\"data\">(.*?)</script>", RegexOptions.Singleline)]
    private static partial Regex Data { get; }
}
