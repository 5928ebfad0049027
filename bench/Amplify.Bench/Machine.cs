using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Amplify.Model;

namespace Amplify.Bench;

/// <summary>What figures must be read against: processors, load, memory.</summary>
internal static class Machine
{
    public static int Threads => Environment.ProcessorCount;

    public static string Describe() =>
        $"{RuntimeInformation.OSArchitecture}, {Threads} processors, {RuntimeInformation.FrameworkDescription}, "
        + $"{Kernel.Describe(Kernel.Best)}, load {Load}";

    public static string Load => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";

    public static double PeakMegabytes
    {
        get
        {
            using var process = Process.GetCurrentProcess();
            return process.PeakWorkingSet64 / 1e6;
        }
    }

    /// <summary>Of all threads, since the process began.</summary>
    public static double ProcessorSeconds
    {
        get
        {
            using var process = Process.GetCurrentProcess();
            return process.TotalProcessorTime.TotalSeconds;
        }
    }

    public static double Elapsed(long started) => TimeProvider.System.GetElapsedTime(started).TotalSeconds;

    public static string Number(double value, string format = "0.0") => value.ToString(format, CultureInfo.InvariantCulture);
}
