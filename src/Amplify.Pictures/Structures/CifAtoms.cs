namespace Amplify.Pictures.Structures;

/// <summary>The table of atoms of an mmCIF file. Chains and numbers are the author's where they stand, as viewers show them.</summary>
internal static class CifAtoms
{
    private const string Table = "_atom_site.";

    public static List<StructureAtom> Read(string text)
    {
        var (columns, values) = Find(text);
        var number = Column("auth_seq_id", "label_seq_id");
        var (chain, residue) = (Column("auth_asym_id", "label_asym_id"), Column("label_comp_id", "auth_comp_id"));
        var (insertion, model) = (Column("pdbx_PDB_ins_code"), Column("pdbx_PDB_model_num"));
        var factor = Column("B_iso_or_equiv");
        if (columns.Count == 0) return [];
        if (number < 0 || chain < 0 || residue < 0 || factor < 0)
            throw new StructureException("Its table _atom_site lacks a chain, a number, a residue or a B-factor (B_iso_or_equiv).");
        if (values.Count % columns.Count != 0)
            throw new StructureException($"Its table _atom_site has {columns.Count} columns and {values.Count} values: a row is cut.");

        var atoms = new List<StructureAtom>(values.Count / columns.Count);
        for (var row = 0; row < values.Count; row += columns.Count)
        {
            var b = values[row + factor];
            var place = Value(row, number) + Value(row, insertion);
            atoms.Add(new(Value(row, model), Value(row, chain), place, Value(row, residue), b.Start, b.Length));
        }

        return atoms;

        int Column(params string[] names) => names
            .Select(it => columns.FindIndex(column => column.Equals(it, StringComparison.OrdinalIgnoreCase)))
            .FirstOrDefault(it => it >= 0, -1);

        // ? and . stand for nothing, unless they are quoted.
        string Value(int row, int column)
        {
            if (column < 0) return "";
            var (start, length, isQuoted) = values[row + column];
            var value = text.AsSpan(start, length);
            return !isQuoted && (value is "?" or ".") ? "" : value.ToString();
        }
    }

    private static (List<string> Columns, List<(int Start, int Length, bool IsQuoted)> Values) Find(string text)
    {
        var (columns, values) = (new List<string>(), new List<(int, int, bool)>());
        foreach (var (start, length, isQuoted) in Tokens(text))
        {
            var token = text.AsSpan(start, length);
            var isName = !isQuoted && token.StartsWith(Table, StringComparison.OrdinalIgnoreCase);
            if (isName && values.Count == 0) columns.Add(token[Table.Length..].ToString());
            else if (columns.Count > 0 && !isQuoted && (isName || IsEnd(token))) break;
            else if (columns.Count > 0) values.Add((start, length, isQuoted));
        }

        return (columns, values);
    }

    private static bool IsEnd(ReadOnlySpan<char> token) => token[0] == '_'
        || token.Equals("loop_", StringComparison.OrdinalIgnoreCase)
        || token.StartsWith("data_", StringComparison.OrdinalIgnoreCase)
        || token.StartsWith("save_", StringComparison.OrdinalIgnoreCase);

    // Words parted by blanks; quoted ones end at a quote before a blank; a ; at a line's beginning opens a text that the next such ; ends.
    private static IEnumerable<(int Start, int Length, bool IsQuoted)> Tokens(string text)
    {
        for (var at = 0; at < text.Length;)
        {
            if (char.IsWhiteSpace(text[at]))
            {
                at++;
            }
            else if (text[at] == '#')
            {
                at = After(text, "\n", at);
            }
            else if (text[at] == ';' && (at == 0 || text[at - 1] == '\n'))
            {
                var end = text.IndexOf("\n;", at, StringComparison.Ordinal);
                if (end < 0) throw new StructureException("A text that begins with ; has no end.");
                yield return (at + 1, end - at - 1, true);
                at = end + 2;
            }
            else if (text[at] is '\'' or '"')
            {
                var end = at + 1;
                while (end < text.Length && !(text[end] == text[at] && (end + 1 == text.Length || char.IsWhiteSpace(text[end + 1])))) end++;
                yield return (at + 1, Math.Min(end, text.Length) - at - 1, true);
                at = end + 1;
            }
            else
            {
                var start = at;
                while (at < text.Length && !char.IsWhiteSpace(text[at])) at++;
                yield return (start, at - start, false);
            }
        }
    }

    private static int After(string text, string what, int from) =>
        text.IndexOf(what, from, StringComparison.Ordinal) is >= 0 and var at ? at + what.Length : text.Length;
}
