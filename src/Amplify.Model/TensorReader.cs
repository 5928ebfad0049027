using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;

namespace Amplify.Model;

/// <summary>
/// Reads weights as float32, a row at a time, from a mapping of one tensor at a time: what has been read need not stay in memory.
/// </summary>
internal sealed class TensorReader(Safetensors file) : IDisposable
{
    private readonly MemoryMappedFile map = file.Map();

    public void Dispose() => map.Dispose();

    /// <summary>Calls back with each row of a matrix, or the one row of a vector.</summary>
    /// <exception cref="ModelException">A weight is no finite number.</exception>
    public unsafe void ReadRows(string name, Action<int, ReadOnlySpan<float>> use)
    {
        var entry = file.Entries[name];
        var width = checked((int)entry.Shape[^1]);
        var size = checked((int)((entry.To - entry.From) / entry.Shape.Aggregate(1L, (product, it) => product * it)));
        var values = new float[width];
        using var view = file.View(map, entry);
        byte* start = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        try
        {
            start += view.PointerOffset;
            var rows = (int)((entry.To - entry.From) / ((long)width * size));
            for (var row = 0; row < rows; row++)
            {
                Convert(new(start + ((long)row * width * size), width * size), entry.Type, values);
                if (ContainsStranger(values))
                    throw new ModelException($"Tensor {name} holds a value that is no finite number. Download the checkpoint again.");
                use(row, values);
            }
        }
        finally
        {
            view.SafeMemoryMappedViewHandle.ReleasePointer();
        }
    }

    private static void Convert(ReadOnlySpan<byte> bytes, string type, Span<float> values)
    {
        if (type == "F32")
        {
            bytes.CopyTo(MemoryMarshal.AsBytes(values));
            return;
        }

        for (var i = 0; i < values.Length; i++)
        {
            var bits = MemoryMarshal.Read<ushort>(bytes[(2 * i)..]);
            values[i] = type == "F16" ? (float)BitConverter.UInt16BitsToHalf(bits) : BitConverter.UInt32BitsToSingle((uint)bits << 16);
        }
    }

    // Any value times zero is zero, unless it is infinite or not a number.
    private static bool ContainsStranger(ReadOnlySpan<float> values)
    {
        var sum = 0f;
        foreach (var value in values) sum += value * 0;
        return float.IsNaN(sum);
    }
}
