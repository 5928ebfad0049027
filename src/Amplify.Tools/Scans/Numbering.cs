namespace Amplify.Tools.Scans;

/// <summary>How positions are numbered: the first residue is 1, plus an offset that a reader asked for.</summary>
/// <param name="Offset">0: as the field counts.</param>
public readonly record struct Numbering(int Offset)
{
    /// <summary>The position of a 0-based column.</summary>
    public int Of(int column) => column + 1 + Offset;

    /// <summary>The 0-based column of a position; outside the sequence where the position is.</summary>
    public int ColumnOf(int position) => position - Offset - 1;

    public static implicit operator Numbering(int offset) => new(offset);
}
