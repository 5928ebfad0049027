using System.Globalization;

namespace Amplify.Mcp.Commands;

/// <summary>How a transfer goes on: share, rate and time left. Where nobody watches, a line for each tenth.</summary>
internal sealed class TransferBar(Terminal terminal, long total, TimeProvider clock)
{
    private static readonly TimeSpan Often = TimeSpan.FromMilliseconds(200);
    private readonly long started = clock.GetTimestamp();
    private long? first;
    private long shown;
    private long tenth;

    public void Show(long here)
    {
        first ??= here; // what an earlier try left is no part of this one's rate
        if (terminal.ErrorIsTerminal)
        {
            if (here < total && shown != 0 && clock.GetElapsedTime(shown) < Often) return;
            shown = clock.GetTimestamp();
            terminal.Draw((int)(100 * here / Math.Max(1, total)), Words(here));
        }
        else if (here * 10 / Math.Max(1, total) is var now && now > tenth)
        {
            tenth = now;
            terminal.Say(Words(here));
        }
    }

    private string Words(long here)
    {
        var rate = (here - first!.Value) / Math.Max(0.001, clock.GetElapsedTime(started).TotalSeconds);
        return string.Create(CultureInfo.InvariantCulture,
            $"{here / 1e6:0} of {total / 1e6:0} MB, {rate / 1e6:0.0} MB/s, {Prose.Left(rate > 0 ? (total - here) / rate : 0)}");
    }
}
