using System.Text.RegularExpressions;

namespace Amplify.Tools.Inputs.Sequences;

/// <summary>PIR and NBRF: >P1; and a code, a line of title, residues up to a star.</summary>
internal static partial class PirText
{
    public static bool IsHead(string line) => Head.IsMatch(line);

    public static Reading? Read(PastedText text)
    {
        if (!IsHead(text.First)) return null;
        var heads = text.Lines.Where(IsHead).ToList();
        if (heads.Count > 1) return Reading.Several(" in a PIR file", [.. heads.Select(it => (it[4..], Following(text, it)))]);
        if (text.First[1] is 'D' or 'R' or 'N') return Reading.Refuse($"'{SafeText.Quote(text.First)}' is a PIR entry of DNA or RNA. "
            + "Send the protein it codes for.");
        var title = text.Lines.Count > 1 ? text.Lines[1] : "";
        return Reading.Body(text.Lines.Skip(2)) with
        {
            Name = ProteinName.OfHeader(text.First[4..]),
            Notes =
            [$"read the PIR entry '{SafeText.Quote(text.First[4..])}', titled '{SafeText.Quote(title)}'"]
        };
    }

    private static string Following(PastedText text, string head) =>
        string.Concat(text.Lines.SkipWhile(it => it != head).Skip(2).TakeWhile(it => it[0] != '>'));

    [GeneratedRegex(@"\A>(P1|F1|DL|DC|RL|RC|N1|N3|XX);")]
    private static partial Regex Head { get; }
}
