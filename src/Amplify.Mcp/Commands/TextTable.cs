namespace Amplify.Mcp.Commands;

/// <summary>Rows under a heading. In a window without room for a row, its values come under its name, each with its heading.</summary>
internal sealed class TextTable(params IReadOnlyList<TextColumn> columns)
{
    private const int Gap = 2;
    private readonly List<string[]> rows = [];

    public void Add(params string[] row) => rows.Add(row);

    /// <param name="width">Columns of the window. A file's or a wide window's rows stay lines, which programs read.</param>
    /// <param name="heading">false: the rows go on below others.</param>
    public void Print(TextWriter output, int width, bool heading = true)
    {
        string[][] all = [[.. columns.Select(it => it.Title)], .. rows];
        var widths = columns.Select((it, at) => Math.Max(it.Width, all.Max(row => row[at].Length) + (at == 0 ? Gap : 0))).ToArray();
        string[] lines = [.. all.Select(row => string.Concat(row.Select((cell, at) =>
            columns[at].IsNumber ? cell.PadLeft(widths[at]) : cell.PadRight(widths[at]))).TrimEnd())];
        if (width >= Terminal.UsualWidth || lines.Max(it => it.Length) <= width)
        {
            foreach (var line in heading ? lines : lines[1..]) output.WriteLine(line);
            return;
        }

        if (heading) output.WriteLine(columns[0].Title);
        foreach (var row in rows)
        {
            output.WriteLine(row[0]);
            var told = columns.Zip(row).Skip(1).Where(it => it.Second.Length > 0)
                .Select(it => $"{it.First.Title.Trim()} {it.Second.Trim()}".Trim());
            foreach (var line in Prose.Wrap(string.Join(", ", told), width - Gap, ", ")) output.WriteLine($"  {line}");
        }
    }
}

/// <param name="Title">Empty: its values speak for themselves.</param>
/// <param name="Width">At least so many characters, the space before a number included.</param>
internal readonly record struct TextColumn(string Title, int Width, bool IsNumber = true);
