using System.Text;
using Amplify.Tools.Contract;

namespace Amplify.Tools.Inputs;

/// <summary>Pasted text taken apart: FASTA records, and the letters of the only one, cleaned of what carries no residue.</summary>
internal sealed record PastedSequence(string Letters, IReadOnlyList<FastaRecord> Records, IReadOnlyList<string> Normalization)
{
    public static PastedSequence Read(string text)
    {
        var records = new List<FastaRecord>();
        var letters = new StringBuilder(Math.Min(text.Length, ProteinSequence.MaxLength + 1));
        var (lines, blanks, lower, name, start) = (0, 0, 0, (string?)null, 0);

        foreach (var raw in text.AsSpan().EnumerateLines())
        {
            var line = raw.Trim(" \t\uFEFF\u200B\u00A0");
            if (line.IsEmpty) continue;
            if (line[0] == '>')
            {
                Close();
                (name, start) = (line[1..].Trim().ToString(), letters.Length);
                continue;
            }

            lines++;
            foreach (var letter in line)
            {
                if (char.IsWhiteSpace(letter) || letter is '\u200B' or '\uFEFF')
                {
                    blanks++;
                    continue;
                }

                if (char.IsAsciiLetterLower(letter)) lower++;
                letters.Append(char.IsAsciiLetterLower(letter) ? (char)(letter - 32) : letter);
            }
        }

        Close();
        var notes = new List<string>();
        if (records is [{ Name: var only }] && name is not null) notes.Add($"read the FASTA record '{only}'");
        if (lines > 1) notes.Add($"joined {lines} lines");
        if (blanks > 0) notes.Add($"removed {blanks} {(blanks == 1 ? "blank" : "blanks")} between residues");
        if (lower > 0) notes.Add($"changed {lower} {(lower == 1 ? "letter" : "letters")} to upper case");
        if (letters.Length > 1 && letters[^1] == '*')
        {
            letters.Length--;
            notes.Add("removed one trailing stop (*)");
        }

        return new(letters.ToString(), records, notes);

        // Letters before the first header are a record of their own.
        void Close()
        {
            if (name is null && letters.Length == 0) return;
            records.Add(new(SafeText.Quote(name is null or "" ? "(no name)" : name), letters.Length - start));
        }
    }
}
