using System.Runtime.CompilerServices;

namespace Amplify.Model.Kernels;

/// <summary>e^x in single precision, to the last digit or so; the library's own goes through double precision.</summary>
internal static class Exponential<TVector, TLanes>
    where TVector : struct
    where TLanes : struct, ILanes<TVector>
{
    // Beyond these the result is no normal float.
    private const float Lowest = -87.33f;
    private const float Highest = 88.37f;

    // e^x = 2^n e^r: n whole, |r| at most ln 2 / 2; a polynomial for e^r (Cephes). ln 2 in two parts, the first with few digits.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Of(TVector x)
    {
        x = TLanes.Min(TLanes.Broadcast(Highest), TLanes.Max(TLanes.Broadcast(Lowest), x)); // what is no number stays none
        var n = TLanes.Round(TLanes.Multiply(x, TLanes.Broadcast(1.44269504f)));
        var r = TLanes.MultiplyAdd(n, TLanes.Broadcast(-0.693359375f), x);
        r = TLanes.MultiplyAdd(n, TLanes.Broadcast(2.12194440e-4f), r);
        var p = TLanes.MultiplyAdd(TLanes.Broadcast(1.9875691500e-4f), r, TLanes.Broadcast(1.3981999507e-3f));
        p = TLanes.MultiplyAdd(p, r, TLanes.Broadcast(8.3334519073e-3f));
        p = TLanes.MultiplyAdd(p, r, TLanes.Broadcast(4.1665795894e-2f));
        p = TLanes.MultiplyAdd(p, r, TLanes.Broadcast(1.6666665459e-1f));
        p = TLanes.MultiplyAdd(p, r, TLanes.Broadcast(5.0000001201e-1f));
        p = TLanes.MultiplyAdd(p, TLanes.Multiply(r, r), TLanes.Add(r, TLanes.Broadcast(1)));
        return TLanes.Scale(p, n);
    }
}
