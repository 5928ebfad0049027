using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;

namespace Amplify.Model;

/// <summary>
/// Reads weights as float32, a row at a time, from a mapping of one tensor at a time: what has been read need not stay in memory.
/// </summary>
/// <param name="pieces">Of which stored tensors each of ours is made.</param>
internal sealed class TensorReader(WeightFiles files, IReadOnlyDictionary<string, IReadOnlyList<Piece>> pieces) : IDisposable
{
    private readonly Dictionary<Safetensors, MemoryMappedFile> maps = files.Files.ToDictionary(it => it, it => it.Map());

    public void Dispose()
    {
        foreach (var map in maps.Values) map.Dispose();
    }

    /// <summary>Calls back with each row of a matrix.</summary>
    /// <exception cref="ModelException">A weight is no finite number.</exception>
    public void ReadRows(string name, Action<int, ReadOnlySpan<float>> use)
    {
        var first = 0;
        foreach (var piece in pieces[name])
        {
            Read(piece, first, use);
            first += piece.Rows;
        }
    }

    /// <exception cref="ModelException">A weight is no finite number.</exception>
    public float[] ReadVector(string name)
    {
        var values = new float[pieces[name].Sum(it => it.Rows)];
        ReadRows(name, (row, value) => values[row] = value[0]);
        return values;
    }

    private unsafe void Read(Piece piece, int first, Action<int, ReadOnlySpan<float>> use)
    {
        var (file, entry) = (files.FileOf(piece.Stored), files.Entries[piece.Stored]);
        var width = entry.Shape.Length == 1 ? 1 : checked((int)entry.Shape[^1]);
        var size = entry.Type == "F32" ? 4 : 2;
        var values = new float[width];
        using var view = file.View(maps[file], entry);
        byte* start = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        try
        {
            start += view.PointerOffset;
            for (var row = 0; row < piece.Rows; row++)
            {
                var stored = (long)(piece.Row?.Invoke(row) ?? row);
                Convert(new(start + (stored * width * size), width * size), entry.Type, values);
                if (ContainsStranger(values))
                    throw new ModelException($"Tensor {piece.Stored} holds a value that is no finite number. Download the checkpoint "
                        + "again.");
                use(first + row, values);
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
