using System.Globalization;

namespace Amplify.Testing.Load;

/// <summary>What Linux says of a process.</summary>
public sealed class ProcessFigures(int id)
{
    private const double TicksPerSecond = 100;

    public double ResidentMegabytes => Status("VmRSS:") / 1024;

    public double PeakMegabytes => Status("VmHWM:") / 1024;

    public int Handles => Directory.GetFiles($"/proc/{id}/fd").Length;

    public int Threads => Directory.GetDirectories($"/proc/{id}/task").Length;

    /// <summary>User and system.</summary>
    public double ProcessorSeconds
    {
        get
        {
            var fields = File.ReadAllText($"/proc/{id}/stat").Split(") ")[1].Split(' ');
            return (Number(fields[11]) + Number(fields[12])) / TicksPerSecond;
        }
    }

    /// <summary>How long its threads, taken together, were ready to run and had no processor.</summary>
    public TimeSpan Queued => TimeSpan.FromMicroseconds(
        Directory.GetDirectories($"/proc/{id}/task").Sum(it => Number(File.ReadAllText($"{it}/schedstat").Split(' ')[1])) / 1000);

    private double Status(string name) => Number(File.ReadLines($"/proc/{id}/status")
        .First(it => it.StartsWith(name, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2]);

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
