using System.Text.RegularExpressions;

namespace Amplify.Tools.Inputs.Sequences;

/// <summary>PIR and NBRF: >P1; and a code, a line of title, residues up to a star.</summary>
internal static partial class PirText
{
    public static bool IsHead(string line) => Head.IsMatch(line);

    public static Reading? Read(PastedText text)
    {
        if (!IsHead(text.First)) return null;
        var entries = text.Under(it => IsHead(text.Lines[it]));
        if (entries.Count > 1) return Reading.Several(" in a PIR file", entries.Select(it => (it.Head?[4..], it.Lines.Skip(1))));
        if (text.First[1] is 'D' or 'R' or 'N') return Reading.Refuse($"'{SafeText.Quote(text.First)}' is a PIR entry of DNA or RNA. "
            + "Send the protein it codes for.");
        var title = text.Lines.ElementAtOrDefault(1) ?? "";
        var said = $"read the PIR entry '{SafeText.Quote(text.First[4..])}', titled '{SafeText.Quote(title)}'";
        return Reading.Body(text.Lines.Skip(2)) with { Name = ProteinName.OfHeader(text.First[4..]), Notes = [said] };
    }

    [GeneratedRegex(@"\A>(P1|F1|DL|DC|RL|RC|N1|N3|XX);")]
    private static partial Regex Head { get; }
}
