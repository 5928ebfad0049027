namespace Amplify.Mcp.Commands;

/// <summary>Where a command speaks: results to standard output, everything else to standard error.</summary>
internal sealed record Terminal(PlainWriter Output, PlainWriter Error, bool ErrorIsTerminal)
{
    private const int BarWidth = 30;
    private int drawn; // characters the bar has left on its line

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
        var line = $"{bar}{words} ";
        Error.Inner.Write($"\r{line.PadRight(drawn)}"); // blanks, since not every console of Windows obeys control sequences
        drawn = line.Length;
    }

    /// <summary>One line to standard error, below whatever the bar left.</summary>
    public void Say(string line)
    {
        if (drawn > 0) Error.Inner.Write($"\r{new string(' ', drawn)}\r");
        drawn = 0;
        Error.WriteLine(line);
    }
}
