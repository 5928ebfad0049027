using System.Runtime.CompilerServices;

namespace Amplify.Model.Kernels;

/// <summary>Zeroed floats that never move and begin on a cache line, so that a vector load touches one line only.</summary>
internal sealed unsafe class FloatBuffer
{
    private const int Line = 64;
    private readonly float[] memory;

    public FloatBuffer(long length)
    {
        memory = GC.AllocateArray<float>(checked((int)(length + (Line / sizeof(float)))), pinned: true);
        var address = (nuint)Unsafe.AsPointer(ref memory[0]);
        Start = (float*)((address + Line - 1) & ~(nuint)(Line - 1));
    }

    /// <summary>Valid as long as this object is reachable.</summary>
    public float* Start { get; }

    public Span<float> Row(int row, int stride) => new(Start + ((long)row * stride), stride);

    public static FloatBuffer Of(int rows, int stride) => new((long)rows * stride);
}
