using System.Runtime.Intrinsics;

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

    /// <summary>As a start-up message shows it.</summary>
    public static string Describe(KernelWidth width) =>
        $"{width} kernel" + (Vector128.IsHardwareAccelerated ? "" : ", in software: this build does not suit this processor and will be very slow");
}
