using System.Runtime.InteropServices;

namespace Amplify.Mcp;

/// <summary>
/// Standard error as the operating system has it. The console's own stream shares a lock with standard output: whoever does not read the
/// one would stop the protocol on the other.
/// </summary>
internal static partial class StandardError
{
    private const int Descriptor = 2;
    private const int Interrupted = 4; // EINTR
    private const short Writable = 4; // POLLOUT

#pragma warning disable RS0030 // the one place that opens standard error for the log
    private static readonly Stream? Console = OperatingSystem.IsWindows() ? System.Console.OpenStandardError()
        : null; // which has no such lock there
#pragma warning restore RS0030

    private static int WouldWait => OperatingSystem.IsLinux() ? 11 : 35; // EAGAIN: some hosts hand over a pipe that does not wait

    /// <exception cref="IOException">Nobody reads it any more, or there is no room.</exception>
    public static void Write(byte[] line)
    {
        if (Console is not null)
        {
            Console.Write(line);
            return;
        }

        for (var rest = line.AsSpan(); rest.Length > 0;)
        {
            var written = Write(Descriptor, rest, rest.Length);
            if (written >= 0) rest = rest[(int)written..];
            else if (Marshal.GetLastPInvokeError() is var error && error == WouldWait) WaitForRoom();
            else if (error != Interrupted) throw new IOException($"Standard error is closed: {error}");
        }
    }

    private static void WaitForRoom()
    {
        var poll = new Poll { Descriptor = Descriptor, Wanted = Writable };
        _ = Wait(ref poll, 1, Timeout.Infinite);
    }

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(int descriptor, ReadOnlySpan<byte> bytes, nint count);

    [LibraryImport("libc", EntryPoint = "poll")]
    private static partial int Wait(ref Poll polls, nuint count, int milliseconds);

    private struct Poll
    {
        public int Descriptor;
        public short Wanted;
        public short Found;
    }
}
