using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Amplify.Model;
using Amplify.Model.Kernels;

namespace Amplify.Bench;

/// <summary>The processor's limit: fused multiply-adds on registers alone, as many threads as asked for, in GFLOP/s.</summary>
internal static class Peak
{
    private const int Rounds = 500_000;

    /// <summary>The best of many short bursts: whatever disturbs, makes it lower.</summary>
    public static double Measure(int threads, int tries = 200)
    {
        using var together = new Barrier(threads);
        var speeds = new double[threads, tries];
        var workers = Enumerable.Range(0, threads).Select(thread => new Thread(() =>
        {
            for (var attempt = 0; attempt < tries; attempt++)
            {
                together.SignalAndWait();
                speeds[thread, attempt] = Burst();
            }
        })).ToList();
        workers.ForEach(it => it.Start());
        workers.ForEach(it => it.Join());
        return Enumerable.Range(0, tries).Max(attempt => Enumerable.Range(0, threads).Sum(thread => speeds[thread, attempt]));
    }

    private static double Burst()
    {
        var started = TimeProvider.System.GetTimestamp();
        var sum = Kernel.Best switch
        {
            KernelWidth.Vector512 => Loop<Vector512<float>, Lanes512>(Rounds),
            KernelWidth.Vector256 => Loop<Vector256<float>, Lanes256>(Rounds),
            _ => Loop<Vector128<float>, Lanes128>(Rounds),
        };
        var seconds = TimeProvider.System.GetElapsedTime(started).TotalSeconds;
        return sum > 0 ? 2.0 * 12 * ((int)Kernel.Best / 32) * Rounds / seconds / 1e9 : 0;
    }

    // Twelve sums hide the latency of two multiply-adds a cycle.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Loop<TVector, TLanes>(int rounds)
        where TVector : struct
        where TLanes : struct, ILanes<TVector>
    {
        var (x, y) = (TLanes.Broadcast(1e-3f), TLanes.Broadcast(1e-3f));
        TVector a = default, b = default, c = default, d = default, e = default, f = default;
        TVector g = default, h = default, i = default, j = default, k = default, l = default;
        for (; rounds > 0; rounds--)
        {
            a = TLanes.MultiplyAdd(x, y, a);
            b = TLanes.MultiplyAdd(x, y, b);
            c = TLanes.MultiplyAdd(x, y, c);
            d = TLanes.MultiplyAdd(x, y, d);
            e = TLanes.MultiplyAdd(x, y, e);
            f = TLanes.MultiplyAdd(x, y, f);
            g = TLanes.MultiplyAdd(x, y, g);
            h = TLanes.MultiplyAdd(x, y, h);
            i = TLanes.MultiplyAdd(x, y, i);
            j = TLanes.MultiplyAdd(x, y, j);
            k = TLanes.MultiplyAdd(x, y, k);
            l = TLanes.MultiplyAdd(x, y, l);
        }

        var all = TLanes.Add(TLanes.Add(TLanes.Add(a, b), TLanes.Add(c, d)), TLanes.Add(TLanes.Add(e, f), TLanes.Add(g, h)));
        return TLanes.Sum(TLanes.Add(all, TLanes.Add(TLanes.Add(i, j), TLanes.Add(k, l))));
    }
}
