namespace Amplify.Mcp.Commands;

/// <summary>Where a command speaks: results to standard output, everything else to standard error.</summary>
/// <param name="Width">Columns that a line of a table may take.</param>
internal sealed record Terminal(PlainWriter Output, PlainWriter Error, bool ErrorIsTerminal, int Width = Terminal.UsualWidth)
{
    public const int UsualWidth = 100; // of a file or a pipe, and as much as prose takes anywhere
    private const int Narrowest = 40;
    private const int BarWidth = 30;
    private int drawn; // characters the bar has left on its line

    public static Terminal Of(PlainWriter output, PlainWriter error)
    {
#pragma warning disable RS0030 // is anybody watching?
        var (isFile, errorIsFile) = (Console.IsOutputRedirected, Console.IsErrorRedirected);
#pragma warning restore RS0030
        var width = isFile ? UsualWidth : WindowWidth();
        return new(output, error, !errorIsFile, width <= 0 ? UsualWidth : Math.Max(Narrowest, width));
    }

    private static int WindowWidth()
    {
        try
        {
#pragma warning disable RS0030
            return Console.WindowWidth;
#pragma warning restore RS0030
        }
        catch (IOException)
        {
            return 0; // a terminal that has no window
        }
    }

    /// <summary>A bar that redraws itself where somebody watches; nothing where standard error is a file.</summary>
    /// <param name="percent">null: no bar, the words alone.</param>
    /// <param name="words">Stands behind the bar.</param>
    public void Draw(int? percent, string words)
    {
        if (!ErrorIsTerminal) return;
        var filled = (percent ?? 0) * BarWidth / 100;
        var bar = percent is null ? "" : $"[{new string('█', filled)}{new string('·', BarWidth - filled)}] {percent,3} %  ";
        var line = $"{bar}{words} ";
        if (line.Length >= Width) line = line[..(Width - 1)]; // one that wraps cannot be drawn over
        Error.Inner.Write($"\r{line.PadRight(drawn)}"); // blanks, since not every console of Windows obeys control sequences
        drawn = line.Length;
    }

    /// <summary>What was drawn goes.</summary>
    public void Clear()
    {
        if (drawn > 0) Error.Inner.Write($"\r{new string(' ', drawn)}\r");
        drawn = 0;
    }

    /// <summary>A sentence among the results, in lines that break between words.</summary>
    public void Tell(string text)
    {
        foreach (var line in Prose.Wrap(text, Math.Min(Width, UsualWidth))) Output.WriteLine(line);
    }

    /// <summary>A line to standard error in place of whatever the bar left; to a terminal in lines that break between words.</summary>
    public void Say(string text)
    {
        Clear();
        if (text.Length == 0 || !ErrorIsTerminal)
        {
            Error.WriteLine(text);
            return;
        }

        foreach (var line in text.Split('\n').SelectMany(it => Prose.Wrap(it, Math.Min(Width, UsualWidth)))) Error.WriteLine(line);
    }
}
