using System.Runtime.Intrinsics;
using Amplify.Model;
using Amplify.Model.Kernels;

namespace Amplify.Bench;

/// <summary>The matrix products of a 120M layer on one thread, against that thread's peak.</summary>
internal sealed class MatrixBenchmark : IBenchmark
{
    private const int Rows = 240;
    private const int Tries = 40;
    private static readonly (string Name, int Depth, int Columns)[] Shapes =
        [("queries, keys, values", 640, 1920), ("gates", 640, 3424), ("down", 1712, 640)];

    public string Name => "matrix";

    public Task RunAsync(TextWriter output)
    {
        foreach (var (name, depth, columns) in Shapes)
        {
            var peak = Peak.Measure(threads: 1);
            var speed = Kernel.Best switch
            {
                KernelWidth.Vector512 => Measure<Vector512<float>, Lanes512>(depth, columns),
                KernelWidth.Vector256 => Measure<Vector256<float>, Lanes256>(depth, columns),
                _ => Measure<Vector128<float>, Lanes128>(depth, columns),
            };
            output.WriteLine(
                $"{name} {Rows} x {depth} x {columns}: "
                + $"{Machine.Number(speed)} of {Machine.Number(peak)} GFLOP/s, {Machine.Number(100 * speed / peak, "0")} %");
        }

        return Task.CompletedTask;
    }

    private static unsafe double Measure<TVector, TLanes>(int depth, int columns)
        where TVector : struct
        where TLanes : struct, ILanes<TVector>
    {
        var packed = new PackedMatrix(columns, depth, Gemm<TVector, TLanes>.PanelWidth);
        for (var column = 0; column < columns; column++)
        {
            packed.SetColumn(column, [.. Enumerable.Range(0, depth).Select(it => it * 1e-3f)], 1);
        }
        var (left, product) = (FloatBuffer.Of(Rows + 12, depth), FloatBuffer.Of(Rows + 12, packed.Width));
        left.Row(0, Rows * depth).Fill(0.5f);
        var best = double.MaxValue;
        for (var repeat = 0; repeat < Tries; repeat++)
        {
            var started = TimeProvider.System.GetTimestamp();
            Gemm<TVector, TLanes>.Multiply(left.Start, depth, Rows, packed, product.Start, packed.Width, add: false);
            best = Math.Min(best, TimeProvider.System.GetElapsedTime(started).TotalSeconds);
        }

        return 2.0 * Rows * depth * columns / best / 1e9;
    }
}
