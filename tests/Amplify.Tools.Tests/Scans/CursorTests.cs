using System.Buffers.Text;
using System.Text;
using Amplify.Tools.Scans;
using FsCheck;
using FsCheck.Fluent;

namespace Amplify.Tools.Tests.Scans;

public class CursorTests
{
    [Fact]
    public void A_cursor_leads_back_to_its_place_in_its_question_alone() =>
        Prop.ForAll(Gen.Choose(0, 200_000).Zip(Gen.Elements("a", "b\n10-20", "ä")).ToArbitrary(), it =>
            Cursor.TryRead(Cursor.Write(it.Item1, it.Item2), it.Item2, out var next) && next == it.Item1
            && !Cursor.TryRead(Cursor.Write(it.Item1, it.Item2), it.Item2 + "x", out _)).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("====")]
    [InlineData("LTEuYWJj")]
    [InlineData("ä")]
    [InlineData("a.b")]
    public void Anything_else_is_no_cursor(string text) => Assert.False(Cursor.TryRead(text, "question", out _));

    [Theory]
    [InlineData("7", true)]
    [InlineData("-7", false)]
    [InlineData("+7", false)]
    [InlineData(" 7", false)]
    [InlineData("7.7", false)]
    [InlineData("", false)]
    [InlineData("99999999999", false)]
    [InlineData("0000000000000000000000000000000000000000", false)]
    public void Only_a_plain_number_is_a_place_even_with_the_question_s_own_mark(string place, bool accepted)
    {
        var mark = Encoding.ASCII.GetString(Base64Url.DecodeFromChars(Cursor.Write(0, "question"))).Split('.')[1];

        Assert.Equal(accepted, Cursor.TryRead(Base64Url.EncodeToString(Encoding.ASCII.GetBytes($"{place}.{mark}")), "question",
            out var next));
        Assert.Equal(accepted ? 7 : 0, next);
    }

    [Fact]
    public void No_text_breaks_it() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string>().Filter(it => it is not null), text => !Cursor.TryRead(text, "question", out _))
            .QuickCheckThrowOnFailure();
}
