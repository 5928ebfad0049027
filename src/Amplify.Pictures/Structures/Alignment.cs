namespace Amplify.Pictures.Structures;

/// <summary>
/// Where the residues of a chain stand in a sequence: the best alignment with affine gaps, free at both ends. Structures lack loops and
/// tails, and carry tags and mutations.
/// </summary>
internal static class Alignment
{
    private const int Match = 32;
    private const int Mismatch = -24;
    private const int Open = -64;
    private const int OpenAtBreak = Open / 2; // where the numbering says that something is missing
    private const int Extend = -1; // a loop nobody saw may be long
    private const byte FromDiagonal = 1;
    private const byte FromLeft = 2;
    private const byte FromAbove = 4;
    private const byte LeftGoesOn = 8;
    private const byte AboveGoesOn = 16;

    /// <param name="breaks">Whether the chain's own numbers leave some out after a residue.</param>
    /// <returns>For each residue of the chain its place in the sequence, or -1.</returns>
    public static int[] Of(string chain, string sequence, IReadOnlyList<bool> breaks)
    {
        var width = sequence.Length + 1;
        var steps = new byte[(chain.Length + 1) * width];
        var (score, above, best) = (new int[width], new int[width], (Score: 0, Row: 0, Column: 0));
        Array.Fill(above, int.MinValue / 2);
        for (var i = 1; i <= chain.Length; i++)
        {
            var (diagonal, left, open) = (score[0], int.MinValue / 2, breaks[i - 1] ? OpenAtBreak : Open);
            for (var j = 1; j < width; j++)
            {
                var paired = diagonal + (chain[i - 1] == sequence[j - 1] ? Match : Mismatch);
                diagonal = score[j];
                byte step = 0;
                if (above[j] + Extend >= score[j] + Open) step |= AboveGoesOn;
                above[j] = Math.Max(above[j] + Extend, score[j] + Open);
                if (left + Extend >= score[j - 1] + open) step |= LeftGoesOn;
                left = Math.Max(left + Extend, score[j - 1] + open);
                var most = Math.Max(0, Math.Max(paired, Math.Max(left, above[j])));
                step |= most == 0 ? (byte)0 : most == paired ? FromDiagonal : most == left ? FromLeft : FromAbove;
                (score[j], steps[(i * width) + j]) = (most, step);
                if (most > best.Score) best = (most, i, j);
            }
        }

        return Trace(steps, width, best.Row, best.Column, chain.Length);
    }

    private static int[] Trace(byte[] steps, int width, int row, int column, int length)
    {
        var places = new int[length];
        Array.Fill(places, -1);
        while (row > 0 && column > 0)
        {
            var step = steps[(row * width) + column];
            if ((step & FromDiagonal) != 0)
            {
                places[--row] = --column;
            }
            else if ((step & FromLeft) != 0)
            {
                while ((steps[(row * width) + column--] & LeftGoesOn) != 0 && column > 0)
                {
                }
            }
            else if ((step & FromAbove) != 0)
            {
                while ((steps[(row-- * width) + column] & AboveGoesOn) != 0 && row > 0)
                {
                }
            }
            else
            {
                break;
            }
        }

        return places;
    }
}
