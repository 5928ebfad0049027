using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Amplify.Model.Kernels;

/// <summary>
/// The innermost loops: a tile of C, two vectors wide, stays in registers while A's rows and B's panel stream by.
/// Written out by hand, because only locals become registers. Meanwhile what comes after B is fetched, bit by bit: all weights together are
/// larger than any cache, and a panel that is first looked for when it is needed takes longer to come than to use.
/// </summary>
internal static unsafe class Tile<TVector, TLanes>
    where TVector : struct
    where TLanes : struct, ILanes<TVector>
{
    public const int Rows = 6;
    public const int TallRows = 12;

    /// <summary>Six rows: 12 of 16 registers accumulate.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(float* a, nint lda, float* b, nint ldb, int depth, float* c, nint ldc, bool add, float* next, nint step)
    {
        TVector c0l = default, c0r = default, c1l = default, c1r = default, c2l = default, c2r = default;
        TVector c3l = default, c3r = default, c4l = default, c4r = default, c5l = default, c5r = default;
        float* a0 = a, a3 = a + (3 * lda);
        var lda2 = 2 * lda;
        for (; depth > 0; depth--)
        {
            var (left, right) = (TLanes.Load(b), TLanes.Load(b + TLanes.Count));
            var row = TLanes.Broadcast(a0[0]);
            c0l = TLanes.MultiplyAdd(row, left, c0l); c0r = TLanes.MultiplyAdd(row, right, c0r);
            row = TLanes.Broadcast(a0[lda]);
            c1l = TLanes.MultiplyAdd(row, left, c1l); c1r = TLanes.MultiplyAdd(row, right, c1r);
            row = TLanes.Broadcast(a0[lda2]);
            c2l = TLanes.MultiplyAdd(row, left, c2l); c2r = TLanes.MultiplyAdd(row, right, c2r);
            row = TLanes.Broadcast(a3[0]);
            c3l = TLanes.MultiplyAdd(row, left, c3l); c3r = TLanes.MultiplyAdd(row, right, c3r);
            row = TLanes.Broadcast(a3[lda]);
            c4l = TLanes.MultiplyAdd(row, left, c4l); c4r = TLanes.MultiplyAdd(row, right, c4r);
            row = TLanes.Broadcast(a3[lda2]);
            c5l = TLanes.MultiplyAdd(row, left, c5l); c5r = TLanes.MultiplyAdd(row, right, c5r);
            if (Sse.IsSupported) Sse.Prefetch1(next);
            next += step;
            b += ldb;
            a0++;
            a3++;
        }

        Write(c, c0l, c0r, add);
        Write(c + ldc, c1l, c1r, add);
        Write(c + (2 * ldc), c2l, c2r, add);
        Write(c + (3 * ldc), c3l, c3r, add);
        Write(c + (4 * ldc), c4l, c4r, add);
        Write(c + (5 * ldc), c5l, c5r, add);
    }

    /// <summary>Twelve rows: 24 of 32 registers accumulate.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void MultiplyTall(float* a, nint lda, float* b, nint ldb, int depth, float* c, nint ldc, bool add, float* next, nint step)
    {
        TVector c0l = default, c0r = default, c1l = default, c1r = default, c2l = default, c2r = default;
        TVector c3l = default, c3r = default, c4l = default, c4r = default, c5l = default, c5r = default;
        TVector c6l = default, c6r = default, c7l = default, c7r = default, c8l = default, c8r = default;
        TVector c9l = default, c9r = default, c10l = default, c10r = default, c11l = default, c11r = default;
        float* a0 = a, a3 = a + (3 * lda), a6 = a + (6 * lda), a9 = a + (9 * lda);
        var lda2 = 2 * lda;
        for (; depth > 0; depth--)
        {
            var (left, right) = (TLanes.Load(b), TLanes.Load(b + TLanes.Count));
            var row = TLanes.Broadcast(a0[0]);
            c0l = TLanes.MultiplyAdd(row, left, c0l); c0r = TLanes.MultiplyAdd(row, right, c0r);
            row = TLanes.Broadcast(a0[lda]);
            c1l = TLanes.MultiplyAdd(row, left, c1l); c1r = TLanes.MultiplyAdd(row, right, c1r);
            row = TLanes.Broadcast(a0[lda2]);
            c2l = TLanes.MultiplyAdd(row, left, c2l); c2r = TLanes.MultiplyAdd(row, right, c2r);
            row = TLanes.Broadcast(a3[0]);
            c3l = TLanes.MultiplyAdd(row, left, c3l); c3r = TLanes.MultiplyAdd(row, right, c3r);
            row = TLanes.Broadcast(a3[lda]);
            c4l = TLanes.MultiplyAdd(row, left, c4l); c4r = TLanes.MultiplyAdd(row, right, c4r);
            row = TLanes.Broadcast(a3[lda2]);
            c5l = TLanes.MultiplyAdd(row, left, c5l); c5r = TLanes.MultiplyAdd(row, right, c5r);
            row = TLanes.Broadcast(a6[0]);
            c6l = TLanes.MultiplyAdd(row, left, c6l); c6r = TLanes.MultiplyAdd(row, right, c6r);
            row = TLanes.Broadcast(a6[lda]);
            c7l = TLanes.MultiplyAdd(row, left, c7l); c7r = TLanes.MultiplyAdd(row, right, c7r);
            row = TLanes.Broadcast(a6[lda2]);
            c8l = TLanes.MultiplyAdd(row, left, c8l); c8r = TLanes.MultiplyAdd(row, right, c8r);
            row = TLanes.Broadcast(a9[0]);
            c9l = TLanes.MultiplyAdd(row, left, c9l); c9r = TLanes.MultiplyAdd(row, right, c9r);
            row = TLanes.Broadcast(a9[lda]);
            c10l = TLanes.MultiplyAdd(row, left, c10l); c10r = TLanes.MultiplyAdd(row, right, c10r);
            row = TLanes.Broadcast(a9[lda2]);
            c11l = TLanes.MultiplyAdd(row, left, c11l); c11r = TLanes.MultiplyAdd(row, right, c11r);
            if (Sse.IsSupported) Sse.Prefetch1(next);
            next += step;
            b += ldb;
            a0++;
            a3++;
            a6++;
            a9++;
        }

        Write(c, c0l, c0r, add);
        Write(c + ldc, c1l, c1r, add);
        Write(c + (2 * ldc), c2l, c2r, add);
        Write(c + (3 * ldc), c3l, c3r, add);
        Write(c + (4 * ldc), c4l, c4r, add);
        Write(c + (5 * ldc), c5l, c5r, add);
        Write(c + (6 * ldc), c6l, c6r, add);
        Write(c + (7 * ldc), c7l, c7r, add);
        Write(c + (8 * ldc), c8l, c8r, add);
        Write(c + (9 * ldc), c9l, c9r, add);
        Write(c + (10 * ldc), c10l, c10r, add);
        Write(c + (11 * ldc), c11l, c11r, add);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write(float* c, TVector left, TVector right, bool add)
    {
        if (add) (left, right) = (TLanes.Add(left, TLanes.Load(c)), TLanes.Add(right, TLanes.Load(c + TLanes.Count)));
        TLanes.Store(left, c);
        TLanes.Store(right, c + TLanes.Count);
    }
}
