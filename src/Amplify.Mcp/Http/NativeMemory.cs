using System.Runtime.InteropServices;

namespace Amplify.Mcp.Http;

/// <summary>
/// The C library's heaps, from which compression takes its buffers. glibc keeps up to eight of them a processor, and after the first large
/// block it raises, to many megabytes, what it keeps of each: under a thousand clients half of the program's memory was free and not given
/// back. Here few are kept, and large blocks are the
/// system's own.
/// </summary>
internal static partial class NativeMemory
{
    private const int TrimThreshold = -1; // M_TRIM_THRESHOLD and so on, as malloc.h numbers them
    private const int MmapThreshold = -3;
    private const int ArenaMax = -8;
    private const int Large = 128 * 1024; // where glibc itself begins

    public static void LimitHeaps()
    {
        if (!OperatingSystem.IsLinux() || Environment.GetEnvironmentVariable("MALLOC_ARENA_MAX") is not null) return;
        try
        {
            _ = SetOption(ArenaMax, 2);
            _ = SetOption(MmapThreshold, Large);
            _ = SetOption(TrimThreshold, Large);
        }
        catch (Exception other) when (other is EntryPointNotFoundException or DllNotFoundException)
        {
            // another C library, which keeps one
        }
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int SetOption(int option, int value);
}
