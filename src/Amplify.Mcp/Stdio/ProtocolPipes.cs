using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Amplify.Mcp.Stdio;

/// <summary>
/// Takes standard input and output for the protocol alone. Afterwards the process's own are the null device and standard error: a helper
/// that is started (credentials, a browser) can neither eat a message nor write between two.
/// </summary>
internal static partial class ProtocolPipes
{
    private const int StandardInput = 0, StandardOutput = 1, StandardError = 2;
    private const int WindowsInput = -10, WindowsOutput = -11, WindowsError = -12;
    private const uint Inherited = 1;

    public static (Stream Input, Stream Output) Take()
    {
#pragma warning disable RS0030 // the one place that opens the protocol's pipes
        var (input, output) = (Console.OpenStandardInput(), Console.OpenStandardOutput());
#pragma warning restore RS0030
        if (OperatingSystem.IsWindows()) LeaveNothingOnWindows();
        else LeaveNothing();
        return (input, output);
    }

    // The streams above are duplicates already, and children do not inherit those.
    private static void LeaveNothing()
    {
        if (Open("/dev/null", writes: false) is { } nothing)
        {
            using (nothing) _ = Duplicate((int)nothing.DangerousGetHandle(), StandardInput);
        }

        if (Duplicate(StandardError, StandardOutput) >= 0) return;
        if (Open("/dev/null", writes: true) is not { } nowhere) return;
        using (nowhere) _ = Duplicate((int)nowhere.DangerousGetHandle(), StandardOutput);
    }

    private static void LeaveNothingOnWindows()
    {
        foreach (var pipe in (int[])[WindowsInput, WindowsOutput]) _ = SetHandleInformation(GetStdHandle(pipe), Inherited, 0);
        if (Open("NUL", writes: false) is { } nothing)
        {
            _ = SetStdHandle(WindowsInput, nothing.DangerousGetHandle());
            nothing.SetHandleAsInvalid(); // stays open as long as the process
        }

        _ = SetStdHandle(WindowsOutput, GetStdHandle(WindowsError));
    }

    // null in a root without devices, where nothing can be started either.
    private static SafeFileHandle? Open(string device, bool writes)
    {
        try
        {
            return File.OpenHandle(device, FileMode.Open, writes ? FileAccess.Write : FileAccess.Read, FileShare.ReadWrite);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    [LibraryImport("libc", EntryPoint = "dup2")]
    private static partial int Duplicate(int from, int to);

    [LibraryImport("kernel32")]
    private static partial nint GetStdHandle(int which);

    [LibraryImport("kernel32")]
    private static partial int SetStdHandle(int which, nint handle);

    [LibraryImport("kernel32")]
    private static partial int SetHandleInformation(nint handle, uint mask, uint flags);
}
