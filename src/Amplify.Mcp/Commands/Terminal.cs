namespace Amplify.Mcp.Commands;

/// <summary>Where a command speaks: results to standard output, everything else to standard error.</summary>
internal sealed record Terminal(PlainWriter Output, PlainWriter Error, bool ErrorIsTerminal)
{
    private const int BarWidth = 30;
    private bool drawn;

    public static Terminal Of(PlainWriter output, PlainWriter error)
    {
#pragma warning disable RS0030 // is anybody watching?
        return new(output, error, !Console.IsErrorRedirected);
#pragma warning restore RS0030
    }

    /// <summary>A bar that redraws itself where somebody watches; nothing where standard error is a file.</summary>
    public void Progress(int? percent, TimeSpan elapsed) => Draw(percent, $"{elapsed.TotalSeconds:0} s");

    /// <param name="words">Stands behind the bar.</param>
    public void Draw(int? percent, string words)
    {
        if (!ErrorIsTerminal) return;
        var filled = (percent ?? 0) * BarWidth / 100;
        var bar = percent is null ? "" : $"[{new string('█', filled)}{new string('·', BarWidth - filled)}] {percent,3} %  ";
        Error.Inner.Write($"\r{bar}{words} \u001b[K");
        drawn = true;
    }

    /// <summary>One line to standard error, below whatever the bar left.</summary>
    public void Say(string line)
    {
        if (drawn) Error.Inner.Write("\r\u001b[K");
        drawn = false;
        Error.WriteLine(line);
    }
}
