namespace Amplify.Model.Kernels;

/// <summary>Matrix products by tiles. Rows are computed in sixes: A and C have room for the rows that fill the last six.</summary>
internal static unsafe class Gemm<TVector, TLanes>
    where TVector : struct
    where TLanes : struct, ILanes<TVector>
{
    /// <summary>So much of A's rows and of a panel is in the fast caches at a time.</summary>
    private const int MostDepth = 640;

    public static int PanelWidth => 2 * TLanes.Count;

    /// <summary>C = A * B, or C += A * B.</summary>
    public static void Multiply(float* a, int lda, int rows, PackedMatrix b, float* c, int ldc, bool add) =>
        Multiply(a, lda, rows, b, 0, b.Panels, c, ldc, add);

    /// <summary>The same for some panels of B; the first of them becomes the first columns of C.</summary>
    public static void Multiply(float* a, int lda, int rows, PackedMatrix b, int firstPanel, int panels, float* c, int ldc, bool add)
    {
        for (var panel = 0; panel < panels; panel++)
        {
            Multiply(a, lda, rows, b.Panel(firstPanel + panel), b.PanelWidth, b.Depth, c + (panel * b.PanelWidth), ldc, add);
        }
    }

    /// <summary>One panel whose rows stand ldb apart.</summary>
    public static void Multiply(float* a, int lda, int rows, float* b, int ldb, int depth, float* c, int ldc, bool add)
    {
        var blocks = (depth + MostDepth - 1) / MostDepth;
        for (var block = 0; block < blocks; block++)
        {
            var from = (int)((long)depth * block / blocks);
            var to = (int)((long)depth * (block + 1) / blocks);
            Block(a + from, lda, rows, b + ((nint)from * ldb), ldb, to - from, c, ldc, add || block > 0);
        }
    }

    private static void Block(float* a, int lda, int rows, float* b, int ldb, int depth, float* c, int ldc, bool add)
    {
        // The tall tile needs the 32 registers that come with 512 bits.
        while (TLanes.Count == 16 && rows > Tile<TVector, TLanes>.Rows)
        {
            Tile<TVector, TLanes>.MultiplyTall(a, lda, b, ldb, depth, c, ldc, add);
            a += (nint)lda * Tile<TVector, TLanes>.TallRows;
            c += (nint)ldc * Tile<TVector, TLanes>.TallRows;
            rows -= Tile<TVector, TLanes>.TallRows;
        }

        for (; rows > 0; rows -= Tile<TVector, TLanes>.Rows)
        {
            Tile<TVector, TLanes>.Multiply(a, lda, b, ldb, depth, c, ldc, add);
            a += (nint)lda * Tile<TVector, TLanes>.Rows;
            c += (nint)ldc * Tile<TVector, TLanes>.Rows;
        }
    }
}
