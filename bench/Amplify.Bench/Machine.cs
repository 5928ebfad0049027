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

    /// <summary>A program of artifacts/native.</summary>
    public static string Native(string program)
    {
        var path = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../../../artifacts/native", program));
        return File.Exists(path) ? path : throw new InvalidOperationException($"{path} is not there: run `make native`");
    }

    /// <summary>A variable of the environment, for what a run may be told.</summary>
    public static int Told(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var told)
            ? told : otherwise;

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
