using Amplify.Local;
using Amplify.Tools.Inputs;
using Amplify.Tools.Scans;

namespace Amplify.Tools.Tests.Inputs;

public class MutationNotationTests
{
    [Theory]
    [MemberData(nameof(MutationCases.Read), MemberType = typeof(MutationCases))]
    public async Task What_people_write_is_answered_by_its_rows_and_no_others(string text, string rows, string note)
    {
        var query = new VariantQuery(await ScanAsync(MutationCases.P40), 0);

        var found = query.Select(null, MutationQuery.ParseAll(text)).Select(it => ScanSummary.Notation(query.Scan, it, 0));

        Assert.True(rows == string.Join(' ', found), string.Join(' ', found) + " | " + string.Join(" | ", query.Notes));
        if (note is "") Assert.Empty(query.Notes);
        else Assert.Contains(note, string.Join('\n', query.Notes), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(MutationCases.Sums), MemberType = typeof(MutationCases))]
    public async Task Several_in_one_molecule_are_a_sum(string text, double sum)
    {
        var query = new VariantQuery(await ScanAsync(MutationCases.P40), 0);

        var rows = query.Select(null, MutationQuery.ParseAll(text));

        Assert.True(query.Combined.Count == 1, string.Join(" | ", query.Notes));
        Assert.Equal(("R3W:T5A", sum), (query.Combined[0].Mutation, query.Combined[0].Score));
        Assert.Empty(rows);
    }

    [Theory]
    [MemberData(nameof(MutationCases.Refused), MemberType = typeof(MutationCases))]
    public async Task What_is_no_substitution_is_named(string text, string words, string never)
    {
        var query = new VariantQuery(await ScanAsync(MutationCases.P40), 0);

        var rows = query.Select(null, MutationQuery.ParseAll(text));

        Assert.Empty(rows);
        var notes = string.Join('\n', query.Notes);
        Assert.Contains(words, notes, StringComparison.Ordinal);
        if (never is not "positions") Assert.DoesNotContain(never, notes, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("R3*", 19, "a stop codon has no score (write R3 for all of a position)")]
    [InlineData("Arg-3", 19, "read as R3")]
    [InlineData("R3", 19, "")]
    [InlineData("ARG A 3", 19, "'A' beside it is read as a chain's letter")]
    [InlineData("R3?", 19, "")]
    [InlineData("10 12", 38, "")]
    [InlineData("*P", 38, "")]
    public async Task A_whole_site_is_asked_for_in_few_ways(string text, int rows, string note)
    {
        var query = new VariantQuery(await ScanAsync(MutationCases.P40), 0);

        Assert.Equal(rows, query.Select(null, MutationQuery.ParseAll(text)).Count);
        if (note is "") Assert.Empty(query.Notes);
        else Assert.Contains(note, Assert.Single(query.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lone_number_among_substitutions_is_no_site()
    {
        var query = new VariantQuery(await ScanAsync(MutationCases.P40), 0);

        Assert.Single(query.Select(null, MutationQuery.ParseAll("R3W 10")));
        Assert.Contains("10: a lone number", Assert.Single(query.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gene_before_p_is_no_substitution_however_it_looks()
    {
        var query = new VariantQuery(await ScanAsync("MARWTEFHDSNQLPVAGICY"), 0);

        var row = Assert.Single(query.Select(null, MutationQuery.ParseAll("A2M:p.Asn11Asp")));

        Assert.Equal("N11D", ScanSummary.Notation(query.Scan, row, 0));
        Assert.Empty(query.Combined);
        query.Select(null, MutationQuery.ParseAll("A2M:N11D"));
        Assert.Contains(query.Notes, it => it.Contains("A2M is also a gene", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_hyphen_is_a_minus_where_an_offset_makes_one_and_the_other_reading_is_told()
    {
        var scan = await ScanAsync(MutationCases.Tag);
        var query = new VariantQuery(scan, -20);

        Assert.Equal(19, query.Select(null, MutationQuery.ParseAll("Arg-3")).Count);
        Assert.Contains("R3 exists too", Assert.Single(query.Notes), StringComparison.Ordinal);
        Assert.Equal("V-5A", ScanSummary.Notation(scan,
            Assert.Single(new VariantQuery(scan, -20).Select(null, MutationQuery.ParseAll("V-5A"))), -20));
        Assert.Equal("V-5A", ScanSummary.Notation(scan,
            Assert.Single(new VariantQuery(scan, -20).Select(null, MutationQuery.ParseAll("-5A"))), -20));
    }

    [Theory]
    [InlineData("52A", "no wild type was given; Y stands there. Insertion codes are not read")]
    [InlineData("Y100aW", "insertion code")]
    public async Task Insertion_codes_of_antibodies_are_named(string text, string words)
    {
        var query = new VariantQuery(await ScanAsync(MutationCases.HeavyDomain), 0);

        query.Select(null, MutationQuery.ParseAll(text));

        Assert.Contains(words, Assert.Single(query.Notes), StringComparison.Ordinal);
    }

    private static async Task<VariantScan> ScanAsync(string protein) =>
        (await new SubstitutionTable(TimeProvider.System).PredictAsync(protein, _ => { }, CancellationToken.None)).ToScan();
}
