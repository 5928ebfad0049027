using System.Runtime.Intrinsics;
using Amplify.Model.Kernels;

namespace Amplify.Model;

/// <summary>Bits of the registers the engine computes with.</summary>
public enum KernelWidth
{
    Vector128 = 128,
    Vector256 = 256,
    Vector512 = 512,
}

public static class Kernel
{
    /// <summary>The widest that is registers here, not a loop in software.</summary>
    public static KernelWidth Best =>
        Vector512.IsHardwareAccelerated ? KernelWidth.Vector512
        : Vector256.IsHardwareAccelerated ? KernelWidth.Vector256
        : KernelWidth.Vector128;

    /// <summary>Floating-point operations a second of one thread, from a few products that take milliseconds.</summary>
    public static double Measure(KernelWidth width, TimeProvider clock) => width switch
    {
        KernelWidth.Vector512 => Probe<Vector512<float>, Lanes512>(clock),
        KernelWidth.Vector256 => Probe<Vector256<float>, Lanes256>(clock),
        _ => Probe<Vector128<float>, Lanes128>(clock),
    };

    /// <summary>As a start-up message shows it.</summary>
    public static string Describe(KernelWidth width) =>
        $"{width} kernel"
        + (Vector128.IsHardwareAccelerated ? "" : ", in software: this build does not suit this processor, and is very slow");

    private static unsafe double Probe<TVector, TLanes>(TimeProvider clock)
        where TVector : struct
        where TLanes : struct, ILanes<TVector>
    {
        const int rows = 240, size = 640, repeats = 4;
        var matrix = new PackedMatrix(size, size, Gemm<TVector, TLanes>.PanelWidth);
        var (left, product) = (FloatBuffer.Of(rows + Workspace.Slack, size), FloatBuffer.Of(rows + Workspace.Slack, matrix.Width));
        var best = double.MaxValue;
        for (var repeat = 0; repeat < repeats; repeat++)
        {
            var started = clock.GetTimestamp();
            Gemm<TVector, TLanes>.Multiply(left.Start, size, rows, matrix, product.Start, matrix.Width, add: false);
            best = Math.Min(best, clock.GetElapsedTime(started).TotalSeconds);
        }

        return 2.0 * rows * size * size / Math.Max(best, 1e-6);
    }
}
