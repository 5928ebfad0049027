namespace Amplify.Lambda;

/// <summary>Tells the garbage collector how much memory the function has: without it, it reads the machine's.</summary>
internal static class MemoryLimit
{
    // The heap's share. The rest is the program, its stacks and the network buffers.
    private const double HeapShare = 0.75;

    public static void Set(int? megabytes)
    {
        if (megabytes is not { } given) return;
        AppContext.SetData("GCHeapHardLimit", (ulong)(given * HeapShare * 1024 * 1024));
        GC.RefreshMemoryLimit();
    }
}
