using System.Runtime.CompilerServices;

namespace Amplify.Model.Kernels;

/// <summary>What happens to one row at a time between two products. Widths are multiples of the register, filled with zeros.</summary>
internal static unsafe class Rows<TVector, TLanes>
    where TVector : struct
    where TLanes : struct, ILanes<TVector>
{
    /// <summary>
    /// RMSNorm: target = source / rms(source) * weight; <paramref name="count"/> values are real, the rest of the width is zero.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Normalize(float* source, float* weight, float* target, int count, int width, float epsilon)
    {
        var squares = default(TVector);
        for (var i = 0; i < width; i += TLanes.Count)
        {
            var value = TLanes.Load(source + i);
            squares = TLanes.MultiplyAdd(value, value, squares);
        }

        var scale = TLanes.Broadcast(1 / MathF.Sqrt((TLanes.Sum(squares) / count) + epsilon));
        for (var i = 0; i < width; i += TLanes.Count)
        {
            TLanes.Store(TLanes.Multiply(TLanes.Multiply(TLanes.Load(source + i), scale), TLanes.Load(weight + i)), target + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(float* target, float* addend, int width)
    {
        for (var i = 0; i < width; i += TLanes.Count)
        {
            TLanes.Store(TLanes.Add(TLanes.Load(target + i), TLanes.Load(addend + i)), target + i);
        }
    }

    /// <summary>SwiGLU: target = silu(gate) * value, a panel of each, side by side in every row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Gate(float* gates, float* target, int targetStride, int rows)
    {
        for (; rows > 0; rows--)
        {
            TLanes.Store(Gated(gates), target);
            TLanes.Store(Gated(gates + TLanes.Count), target + TLanes.Count);
            gates += 4 * TLanes.Count;
            target += targetStride;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Gated(float* gate)
    {
        var x = TLanes.Load(gate);
        var denominator = TLanes.Add(TLanes.Broadcast(1), Exponential<TVector, TLanes>.Of(TLanes.Multiply(x, TLanes.Broadcast(-1))));
        return TLanes.Divide(TLanes.Multiply(x, TLanes.Load(gate + (2 * TLanes.Count))), denominator);
    }

    /// <summary>
    /// Softmax less its division: replaces scores by e^(score - highest), next to nothing behind the last, and returns 1 / their sum.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Exponentials(float* scores, int count)
    {
        var width = PackedMatrix.Padded(count, TLanes.Count);
        for (var i = count; i < width; i++) scores[i] = float.NegativeInfinity;
        var highest = TLanes.Load(scores);
        for (var i = TLanes.Count; i < width; i += TLanes.Count) highest = TLanes.Max(highest, TLanes.Load(scores + i));
        var shift = TLanes.Broadcast(-Highest(highest));

        var sum = default(TVector);
        for (var i = 0; i < width; i += TLanes.Count)
        {
            var weight = Exponential<TVector, TLanes>.Of(TLanes.Add(TLanes.Load(scores + i), shift));
            TLanes.Store(weight, scores + i);
            sum = TLanes.Add(sum, weight);
        }

        return 1 / TLanes.Sum(sum);
    }

    /// <summary>target = source * factor; the row may end anywhere.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Scale(float* source, float factor, float* target, int count)
    {
        var (i, factors) = (0, TLanes.Broadcast(factor));
        for (; i <= count - TLanes.Count; i += TLanes.Count) TLanes.Store(TLanes.Multiply(TLanes.Load(source + i), factors), target + i);
        for (; i < count; i++) target[i] = source[i] * factor;
    }

    /// <summary>Rotary position embedding: rotates the pairs (first[i], second[i]) by the angle of each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rotate(float* first, float* second, float* cosines, float* sines, int pairs)
    {
        var i = 0;
        for (; i <= pairs - TLanes.Count; i += TLanes.Count)
        {
            var (x, y, cos, sin) = (TLanes.Load(first + i), TLanes.Load(second + i), TLanes.Load(cosines + i), TLanes.Load(sines + i));
            TLanes.Store(TLanes.Subtract(TLanes.Multiply(x, cos), TLanes.Multiply(y, sin)), first + i);
            TLanes.Store(TLanes.MultiplyAdd(x, sin, TLanes.Multiply(y, cos)), second + i);
        }

        for (; i < pairs; i++)
        {
            var (x, y) = (first[i], second[i]);
            first[i] = (x * cosines[i]) - (y * sines[i]);
            second[i] = (x * sines[i]) + (y * cosines[i]);
        }
    }

    private static float Highest(TVector value)
    {
        var lanes = stackalloc float[TLanes.Count];
        TLanes.Store(value, lanes);
        var highest = lanes[0];
        for (var i = 1; i < TLanes.Count; i++) highest = MathF.Max(highest, lanes[i]);
        return highest;
    }
}
