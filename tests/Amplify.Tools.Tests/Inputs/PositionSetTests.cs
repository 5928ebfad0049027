using Amplify.Tools.Inputs;

namespace Amplify.Tools.Tests.Inputs;

public class PositionSetTests
{
    [Theory]
    [InlineData("10-12,35", "10,11,12,35")]
    [InlineData(" 3 ; 5 ", "3,5")]
    [InlineData("10–12", "10,11,12")]
    [InlineData("7", "7")]
    [InlineData("7-7", "7")]
    [InlineData("-3--1 2", "-3,-2,-1,2")]
    [InlineData("10 - 12", "10,11,12")]
    [InlineData("10..12", "10,11,12")]
    [InlineData("10...12", "10,11,12")]
    [InlineData("10−12", "10,11,12")]
    [InlineData("10—12", "10,11,12")]
    [InlineData("10‑12", "10,11,12")]
    [InlineData("10:12", "10,11,12")]
    [InlineData("10 to 12", "10,11,12")]
    [InlineData("10~12", "10,11,12")]
    [InlineData("10 TO 12", "10,11,12")]
    [InlineData("10…12", "10,11,12")]
    [InlineData("R3-E6", "3,4,5,6")]
    [InlineData("Arg3 to Glu6", "3,4,5,6")]
    [InlineData("resi 3-6", "3,4,5,6")]
    [InlineData("residues 3 and 5", "3,5")]
    [InlineData("resi 3+5", "3,5")]
    [InlineData("[3, 5]", "3,5")]
    [InlineData("[\"3\", \"5-6\"]", "3,5,6")]
    [InlineData("3、5，7；9", "3,5,7,9")]
    [InlineData("3\u00A05", "3,5")]
    [InlineData("-3 - -1", "-3,-2,-1")]
    [InlineData("between residues 3 and 6", "3,4,5,6")]
    [InlineData("zwischen 3 und 6", "3,4,5,6")]
    [InlineData("aa3-6", "3,4,5,6")]
    [InlineData("a.a. 3-6", "3,4,5,6")]
    [InlineData("positions: 3-6", "3,4,5,6")]
    [InlineData("Positionen 3 und 5", "3,5")]
    [InlineData("3〜6", "3,4,5,6")]
    [InlineData("3至6", "3,4,5,6")]
    [InlineData("3\u00AD6", "3,4,5,6")]
    [InlineData("p.Arg3", "3")]
    [InlineData("‘3-6’", "3,4,5,6")]
    [InlineData("1) 3\n2) 5", "3,5")]
    [InlineData("3-4/6", "3,4,6")]
    public void Ranges_are_read_as_people_write_them(string text, string members)
    {
        Assert.True(PositionSet.TryParse(text, out var set, out var problem), problem);
        Assert.Equal(members, string.Join(',', Enumerable.Range(-50, 100).Where(set.Contains)));
    }

    [Theory]
    [InlineData(",", "positions is empty")]
    [InlineData("10-", "'10-' is no position or range")]
    [InlineData("ten", "'ten' is no position or range")]
    [InlineData("1.5", "'1.5' is no position or range")]
    [InlineData("20-10", "'20-10' ends before it begins")]
    [InlineData("99999999999", "is no position or range")]
    [InlineData("1-2-3", "is no position or range")]
    [InlineData("1000001", "is no position or range")]
    [InlineData("-1000001-5", "is no position or range")]
    [InlineData("52A", "insertion code")]
    [InlineData("100a-102", "insertion code")]
    [InlineData("B3-B6", "'B3-B6' is no position or range")]
    [InlineData("1,000", "its thousands apart")]
    [InlineData("A:3-6", "names a chain")]
    [InlineData("chain A and resi 3-6", "names a chain")]
    [InlineData("G12D", "ask for it in mutations")]
    [InlineData("5,ten", "'ten' is no position or range")]
    public void What_is_no_range_is_named(string text, string words)
    {
        Assert.False(PositionSet.TryParse(text, out _, out var problem));
        Assert.Contains(words, problem);
    }

    [Fact]
    public void A_list_without_end_is_refused()
    {
        Assert.True(PositionSet.TryParse(string.Join(',', Enumerable.Range(1, 200)), out _, out _));
        Assert.False(PositionSet.TryParse(string.Join(',', Enumerable.Range(1, 201)), out _, out var problem));
        Assert.Contains("more than 200 ranges", problem);
    }

    [Fact]
    public void Positions_reach_to_a_million_on_both_sides()
    {
        Assert.True(PositionSet.TryParse("-1000000-1000000", out var set, out _));
        Assert.Equal((-1_000_000, 1_000_000), Assert.Single(set.Ranges));
    }
}
