using System.Text;
using Amplify.Tools.Inputs;
using FsCheck;
using FsCheck.Fluent;

namespace Amplify.Tools.Tests.Inputs;

public class SafeTextTests
{
    [Theory]
    [InlineData("  plain  ", "plain")]
    [InlineData("a\nb\u001b[31m", "a\uFFFDb\uFFFD[31m")]
    [InlineData("right\u202Eleft", "right\uFFFDleft")]
    [InlineData("line\u2028", "line")]
    [InlineData("0123456789", "0123456789")]
    [InlineData("0123456789abc", "0123456789…")]
    [InlineData("a\uE000\u0378b", "a\uFFFD\uFFFDb")]
    [InlineData("a\u2028b\u2029c", "a\uFFFDb\uFFFDc")]
    [InlineData("123456789😀x", "123456789😀…")]
    public void Others_text_is_one_short_line(string text, string shown) => Assert.Equal(shown, SafeText.Quote(text, 10));

    [Fact]
    public void Whatever_it_was_it_has_no_control_characters_left() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string>().Filter(it => it is not null), text => !SafeText.Quote(text, 30).Any(char.IsControl))
            .QuickCheckThrowOnFailure();

    [Theory]
    [InlineData('X', "X")]
    [InlineData('\0', "U+0000")]
    [InlineData('\u00AD', "U+00AD")]
    [InlineData('\u00A0', "U+00A0")]
    public void A_character_is_named_by_itself_or_its_code_point(char character, string name) =>
        Assert.Equal(name, SafeText.Name(new Rune(character)));
}
