using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Amplify.Local;

/// <summary>
/// One layer: y[o][i] = bias[o] + Σ w[o][c][j] · x[c][i + (j − kernel / 2) · dilation], x being 0 outside the sequence. Weights are bytes
/// in the file, one scale an output.
/// </summary>
internal sealed class Convolution
{
    /// <summary>Outputs computed at a time, so that what is read of x serves all of them.</summary>
    private const int Together = 4;

    /// <summary>Positions whose inputs stay in the fast caches while all outputs read them.</summary>
    private const int Block = 256;

    private readonly int inputs, kernel, dilation;
    private readonly double[] weights, bias;

    public Convolution(JsonElement layer)
    {
        (Outputs, inputs) = (layer.GetProperty("out").GetInt32(), layer.GetProperty("in").GetInt32());
        (kernel, dilation) = (layer.GetProperty("kernel").GetInt32(), layer.GetProperty("dilation").GetInt32());
        bias = Numbers(layer.GetProperty("bias"));
        var (bytes, scale) = (layer.GetProperty("weights_int8_base64").GetBytesFromBase64(), Numbers(layer.GetProperty("scale")));

        // As the loop reads them: all of the first four outputs, four side by side, then the next four.
        var taps = inputs * kernel;
        weights = new double[(Outputs + Together - 1) / Together * Together * taps];
        for (var output = 0; output < Outputs; output++)
        {
            var start = (output / Together * Together * taps) + (output % Together);
            for (var tap = 0; tap < taps; tap++) weights[start + (tap * Together)] = (sbyte)bytes[(output * taps) + tap] * scale[output];
        }
    }

    public int Outputs { get; }

    public Signal Apply(Signal x)
    {
        var y = new Signal(Outputs, x.Length);
        for (var from = 0; from < x.Length; from += Block)
        {
            var to = Math.Min(from + Block, x.Length);
            for (var output = 0; output < Outputs; output += Together) Apply(x, y, output, from, to);
        }

        y.ClearMargins();
        return y;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Apply(Signal x, Signal y, int output, int from, int to)
    {
        var width = Vector<double>.Count;
        ref var source = ref MemoryMarshal.GetArrayDataReference(x.Values);
        ref var target = ref MemoryMarshal.GetArrayDataReference(y.Values);
        for (var i = from; i < to; i += 2 * width)
        {
            Vector<double> a0 = default, a1 = default, b0 = default, b1 = default, c0 = default, c1 = default, d0 = default, d1 = default;
            var weight = output * inputs * kernel;
            for (var channel = 0; channel < inputs; channel++)
            {
                var at = x.Start(channel) + i - (kernel / 2 * dilation);
                for (var tap = 0; tap < kernel; tap++, at += dilation, weight += Together)
                {
                    var (left, right) = (Vector.LoadUnsafe(ref source, (nuint)at), Vector.LoadUnsafe(ref source, (nuint)(at + width)));
                    var w = new Vector<double>(weights[weight]);
                    (a0, a1) = (Vector.MultiplyAddEstimate(w, left, a0), Vector.MultiplyAddEstimate(w, right, a1));
                    w = new(weights[weight + 1]);
                    (b0, b1) = (Vector.MultiplyAddEstimate(w, left, b0), Vector.MultiplyAddEstimate(w, right, b1));
                    w = new(weights[weight + 2]);
                    (c0, c1) = (Vector.MultiplyAddEstimate(w, left, c0), Vector.MultiplyAddEstimate(w, right, c1));
                    w = new(weights[weight + 3]);
                    (d0, d1) = (Vector.MultiplyAddEstimate(w, left, d0), Vector.MultiplyAddEstimate(w, right, d1));
                }
            }

            Store(ref target, y, output, i, a0, a1);
            Store(ref target, y, output + 1, i, b0, b1);
            Store(ref target, y, output + 2, i, c0, c1);
            Store(ref target, y, output + 3, i, d0, d1);
        }
    }

    private void Store(ref double target, Signal y, int output, int i, Vector<double> left, Vector<double> right)
    {
        if (output >= Outputs) return;
        var (at, offset) = ((nuint)(y.Start(output) + i), new Vector<double>(bias[output]));
        Vector.StoreUnsafe(left + offset, ref target, at);
        Vector.StoreUnsafe(right + offset, ref target, at + (nuint)Vector<double>.Count);
    }

    private static double[] Numbers(JsonElement list) => [.. list.EnumerateArray().Select(it => it.GetDouble())];
}

/// <summary>Channels of numbers along a sequence, with zeros before and behind as far as any layer looks.</summary>
internal sealed class Signal(int channels, int length)
{
    // 16 for the widest layer (kernel 5, dilation 8), and room for the registers that begin before the end and end behind it.
    private static readonly int Margin = 16 + (2 * Vector<double>.Count);
    private readonly int stride = length + (2 * Margin);

    public double[] Values { get; } = new double[channels * (length + (2 * Margin))];

    public int Length => length;

    public Span<double> this[int channel] => Values.AsSpan(Start(channel), length);

    public int Start(int channel) => (channel * stride) + Margin;

    public void ClearMargins()
    {
        for (var channel = 0; channel < channels; channel++)
        {
            Values.AsSpan(channel * stride, Margin).Clear();
            Values.AsSpan(Start(channel) + length, Margin).Clear();
        }
    }

    /// <summary>this = relu(addend), added to what was there or in its place.</summary>
    public void Rectify(Signal? earlier)
    {
        for (var i = 0; i < Values.Length; i++) Values[i] = Math.Max(Values[i], 0) + (earlier?.Values[i] ?? 0);
    }
}
