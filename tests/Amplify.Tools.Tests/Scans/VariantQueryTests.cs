using Amplify.Tools.Inputs;
using Amplify.Tools.Scans;
using Amplify.Tools.Tests.Support;

namespace Amplify.Tools.Tests.Scans;

public class VariantQueryTests
{
    private const string Protein = "MKTVRQERLK";

    [Theory]
    [InlineData("K9A", "K9A: position 9 is L, not K; K is at 2 and 10. Did you mean K10A, or is a numbering_offset missing?")]
    [InlineData("p.Lys9Ala", "p.Lys9Ala: position 9 is L, not K; K is at 2 and 10. Did you mean K10A, or is a numbering_offset missing?")]
    [InlineData("M2L", "M2L: position 2 is K, not M; M is at 1. Did you mean M1L, or is a numbering_offset missing?")]
    [InlineData("W3A", "W3A: position 3 is T, not W; W does not occur in this sequence. Is it the right protein?")]
    [InlineData("K9*", "K9*: position 9 is L, not K; K is at 2 and 10. Did you mean K10, or is a numbering_offset missing?")]
    [InlineData("A11C", "A11C: position 11 is outside 1 to 10.")]
    [InlineData("A0C", "A0C: position 0 is outside 1 to 10.")]
    [InlineData("K10K", "K10K: K is the wild type there; its score is 0 by definition.")]
    [InlineData("K10del", "K10del: an insertion or deletion; the model scores single substitutions.")]
    public void An_item_without_a_row_says_why_and_the_others_are_answered(string item, string note)
    {
        var query = new VariantQuery(Examples.Scan(Protein), 0);

        var rows = query.Select(null, MutationQuery.ParseAll($"M1L {item} K10A"));

        Assert.Equal(note, Assert.Single(query.Notes));
        Assert.Equal(["M1L", "K10A"], rows.Select(it => Notation(it)));
    }

    [Fact]
    public void A_residue_that_occurs_often_is_shown_where_it_is_nearest()
    {
        var query = new VariantQuery(Examples.Scan("KKKKAAAAKKKKA"), 0);

        query.Select(null, MutationQuery.ParseAll("K7A"));

        Assert.Equal(
            "K7A: position 7 is A, not K; K is at 3, 4, 9, 10 and 11 and elsewhere. Did you mean K9A, or is a numbering_offset missing?",
            Assert.Single(query.Notes));
    }

    [Fact]
    public void Wildcards_stand_for_all_of_a_site_or_one_residue_everywhere()
    {
        var query = new VariantQuery(Examples.Scan(Protein), 0);

        Assert.Equal(19, query.Select(null, MutationQuery.ParseAll("K10*")).Count);
        Assert.Equal(8, query.Select(null, MutationQuery.ParseAll("*K")).Count);
        Assert.All([query.Select(null, MutationQuery.ParseAll("K10*")), query.Select(null, MutationQuery.ParseAll("*K"))], rows =>
            Assert.Equal(rows.OrderByDescending(it => it.Score), rows));
        Assert.Equal(27, query.Select(null, MutationQuery.ParseAll("K10 *K K10A")).Count);
        Assert.All(query.Notes, it => Assert.StartsWith("K10*: read as every substitution at K10; a stop codon has no score", it));
    }

    [Fact]
    public void Rows_come_best_first_unless_they_were_asked_for_one_by_one()
    {
        var query = new VariantQuery(Examples.Scan(Protein), 0);

        var all = query.Select(null, null);

        Assert.Equal(190, all.Count);
        Assert.Equal(all.OrderByDescending(it => it.Score), all);
        Assert.Equal(["K10A", "M1L", "K2A"], query.Select(null, MutationQuery.ParseAll("K10A,M1L,K2A")).Select(it => Notation(it)));
    }

    [Fact]
    public void Both_filters_together_must_hold()
    {
        Assert.True(PositionSet.TryParse("2-3", out var positions, out _));

        var rows = new VariantQuery(Examples.Scan(Protein), 0).Select(positions, MutationQuery.ParseAll("*A K10A"));

        Assert.Equal(["K2A", "T3A"], rows.Select(it => Notation(it)).Order());
    }

    [Fact]
    public void Positions_outside_the_sequence_are_noted()
    {
        Assert.True(PositionSet.TryParse("9-12,40", out var positions, out _));
        var query = new VariantQuery(Examples.Scan(Protein), 0);

        Assert.Equal(38, query.Select(positions, null).Count);
        Assert.Equal(
            ["positions 9-12: this sequence has 1 to 10; what is outside has no row.",
                "positions 40: this sequence has 1 to 10; what is outside has no row."],
            query.Notes);
    }

    [Theory]
    [InlineData(100, "K110A", "K110A")]
    [InlineData(-5, "T-2A", "T-2A")]
    [InlineData(-5, "p.Thr-2Ala", "T-2A")]
    public void An_offset_moves_what_is_asked_and_what_is_shown(int offset, string item, string shown)
    {
        var query = new VariantQuery(Examples.Scan(Protein), offset);

        Assert.Equal(shown, Notation(Assert.Single(query.Select(null, MutationQuery.ParseAll(item))), offset));
        Assert.Empty(query.Notes);
    }

    [Fact]
    public void An_offset_moves_the_advice_too()
    {
        var query = new VariantQuery(Examples.Scan(Protein), 100);

        query.Select(null, MutationQuery.ParseAll("K109A K10A"));

        Assert.Equal(
            "K109A: position 109 is L, not K; K is at 102 and 110. Did you mean K110A, or is a numbering_offset missing?",
            query.Notes[0]);
        Assert.Equal("K10A: position 10 is outside 101 to 110.", query.Notes[1]);
    }

    [Fact]
    public void Where_the_wild_type_cannot_be_told_any_is_taken_and_a_score_not_stored_is_said()
    {
        var scores = Enumerable.Repeat(float.NaN, VariantScan.Rows).ToArray();
        scores[0] = -1;
        var query = new VariantQuery(new VariantScan(scores, "?", ScoreScale.Of(null, null)), 0);

        var rows = query.Select(null, MutationQuery.ParseAll("K1A K1C K1A:L1C"));

        Assert.Equal([new Variant(0, 0, -1)], rows);
        Assert.Equal("K1C: no score is stored for it.", query.Notes[0]);
        Assert.Empty(query.Combined);
    }

    [Theory]
    [InlineData("KKKAAAAAKKAAA", "K is at 1, 2, 3, 9 and 10. Did you mean K9A")]
    [InlineData("AAAAAAAAKAAAA", "K is at 9. Did you mean K9A")]
    public void Up_to_five_places_are_all_there_are(string protein, string words)
    {
        var query = new VariantQuery(Examples.Scan(protein), 0);

        query.Select(null, MutationQuery.ParseAll("K7A"));

        Assert.Contains(words, Assert.Single(query.Notes));
    }

    [Fact]
    public void The_first_and_the_last_position_are_inside()
    {
        Assert.True(PositionSet.TryParse("101-110", out var positions, out _));
        Assert.True(PositionSet.TryParse("100 111", out var outside, out _));
        var query = new VariantQuery(Examples.Scan(Protein), 100);

        Assert.Equal(190, query.Select(positions, null).Count);
        Assert.Empty(query.Notes);
        Assert.Empty(query.Select(outside, null));
        Assert.Equal(
            ["positions 100: this sequence has 101 to 110; what is outside has no row.",
                "positions 111: this sequence has 101 to 110; what is outside has no row."],
            query.Notes);
    }

    [Fact]
    public void Notes_are_bounded()
    {
        var query = new VariantQuery(Examples.Scan(Protein), 0);

        query.Select(null, MutationQuery.ParseAll(string.Join(' ', Enumerable.Range(50, 30).Select(it => $"K{it}A"))));
        Assert.Equal("K79A: position 79 is outside 1 to 10.", query.Notes[^1]);

        query = new VariantQuery(Examples.Scan(Protein), 0);
        query.Select(null, MutationQuery.ParseAll(string.Join(' ', Enumerable.Range(50, 90).Select(it => $"K{it}A"))));

        Assert.Equal(31, query.Notes.Count);
        Assert.Equal("… and 60 more", query.Notes[^1]);
    }

    private static string Notation(Variant it, int offset = 0) => ScanSummary.Notation(Examples.Scan(Protein), it, offset);
}
