namespace Amplify.Model.Kernels;

/// <summary>Matrix products by tiles. Rows are computed in sixes: A and C have room for the rows that fill the last six.</summary>
internal static unsafe class Gemm<TVector, TLanes>
    where TVector : struct
    where TLanes : struct, ILanes<TVector>
{
    /// <summary>So much of A's rows and of a panel is in the fast caches at a time.</summary>
    private const int MostDepth = 640;

    public static int PanelWidth => 2 * TLanes.Count;

    // The tall tile needs the 32 registers that come with 512 bits.
    private static int TallestTile => TLanes.Count == 16 ? Tile<TVector, TLanes>.TallRows : Tile<TVector, TLanes>.Rows;

    /// <summary>C = A * B, or C += A * B.</summary>
    public static void Multiply(float* a, int lda, int rows, PackedMatrix b, float* c, int ldc, bool add) =>
        Multiply(a, lda, rows, b, 0, b.Panels, c, ldc, add);

    /// <summary>The same for some panels of B; the first of them becomes the first columns of C.</summary>
    public static void Multiply(float* a, int lda, int rows, PackedMatrix b, int firstPanel, int panels, float* c, int ldc, bool add)
    {
        var blocks = Blocks(b.Depth);
        for (var block = 0; block < blocks; block++)
        {
            var (from, to) = Bounds(b.Depth, block, blocks);
            for (var panel = 0; panel < panels; panel++)
            {
                var here = b.Panel(firstPanel + panel) + ((nint)from * b.PanelWidth);
                var next = panel + 1 < panels || block + 1 == blocks
                    ? here + ((nint)b.Depth * b.PanelWidth)
                    : b.Panel(firstPanel) + ((nint)to * b.PanelWidth);
                Block(a + from, lda, rows, here, b.PanelWidth, to - from, c + (panel * b.PanelWidth), ldc, add || block > 0, next);
            }
        }
    }

    /// <summary>One panel alone.</summary>
    public static void Multiply(float* a, int lda, int rows, float* panel, int depth, float* c, int ldc, bool add)
    {
        var blocks = Blocks(depth);
        for (var block = 0; block < blocks; block++)
        {
            var (from, to) = Bounds(depth, block, blocks);
            var next = panel + ((nint)to * PanelWidth);
            Block(a + from, lda, rows, panel + ((nint)from * PanelWidth), PanelWidth, to - from, c, ldc, add || block > 0, next);
        }
    }

    private static int Blocks(int depth) => (depth + MostDepth - 1) / MostDepth;

    private static (int From, int To) Bounds(int depth, int block, int blocks) =>
        ((int)((long)depth * block / blocks), (int)((long)depth * (block + 1) / blocks));

    private static void Block(float* a, int lda, int rows, float* b, int ldb, int depth, float* c, int ldc, bool add, float* next)
    {
        // As many tiles as there are share the fetching of what comes next.
        var tiles = (rows + TallestTile - 1) / TallestTile;
        var step = (ldb + tiles - 1) / tiles;
        while (TLanes.Count == 16 && rows > Tile<TVector, TLanes>.Rows)
        {
            Tile<TVector, TLanes>.MultiplyTall(a, lda, b, ldb, depth, c, ldc, add, next, step);
            a += (nint)lda * Tile<TVector, TLanes>.TallRows;
            c += (nint)ldc * Tile<TVector, TLanes>.TallRows;
            next += (nint)step * depth;
            rows -= Tile<TVector, TLanes>.TallRows;
        }

        for (; rows > 0; rows -= Tile<TVector, TLanes>.Rows)
        {
            Tile<TVector, TLanes>.Multiply(a, lda, b, ldb, depth, c, ldc, add, next, step);
            a += (nint)lda * Tile<TVector, TLanes>.Rows;
            c += (nint)ldc * Tile<TVector, TLanes>.Rows;
            next += (nint)step * depth;
        }
    }
}
