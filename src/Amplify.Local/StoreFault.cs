using Amplify.Local.Store;

namespace Amplify.Local;

/// <summary>What a file system's refusal means, in words for whoever can help.</summary>
internal static class StoreFault
{
    private const int NoSpace = 28;
    private const int ReadOnly = 30;
    private const int OverQuota = 122;
    private const int NoSpaceOnWindows = unchecked((int)0x80070070);

    public static string Reason(Exception fault) => fault switch
    {
        OddFileException or StoreSilentException => fault.Message,
        UnauthorizedAccessException => "permission denied",
        DirectoryNotFoundException or FileNotFoundException => "there is no such directory",
        IOException { HResult: NoSpace or NoSpaceOnWindows } => "the disk is full",
        IOException { HResult: OverQuota } => "the disk quota is used up",
        IOException { HResult: ReadOnly } => "it is read-only",
        _ => "the file system refused",
    };
}
