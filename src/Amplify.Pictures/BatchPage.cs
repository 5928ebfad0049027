using System.Globalization;
using System.Net;

namespace Amplify.Pictures;

/// <summary>A list of results for a browser: sorts by any column, links to each. Written row by row, so that it holds any number.</summary>
public static class BatchPage
{
    private const string RowsMark = "{{rows}}";
    private const string TitleMark = "{{title}}";
    private static readonly string Template = PageTemplate.Load("batch.html");

    public static void Write(TextWriter page, string title, IEnumerable<BatchPageRow> rows)
    {
        var at = Template.IndexOf(RowsMark, StringComparison.Ordinal);
        page.Write(Template[..at].Replace(TitleMark, Text(title), StringComparison.Ordinal));
        foreach (var row in rows) Write(page, row);
        page.Write(Template[(at + RowsMark.Length)..]);
    }

    private static void Write(TextWriter page, BatchPageRow row)
    {
        var name = Text(row.Name);
        page.Write(row.Files is { } files ? $"<tr><td><a href=\"{Link(files)}.html\">{name}</a>" : $"<tr><td>{name}");
        if (row.Strip is { } strip) page.Write($"<img alt=\"\" src=\"data:image/png;base64,{Convert.ToBase64String(strip)}\">");
        if (row.Note is not null) page.Write($"<small>{Text(row.Note)}</small>");
        page.Write("</td>");
        page.Write($"<td class=\"{Text(row.Status)}\">{Text(row.Status)}</td>{Number(row.Length)}<td>{Text(row.Best)}</td>");
        page.Write(Number(row.BestScore, "0.000;\u22120.000;0.000") + Number(row.AboveZero));
        page.Write($"<td>{(row.Files is { } table ? $"<a href=\"{Link(table)}.csv\">CSV</a>" : "")}</td></tr>\n");
    }

    // Sorted by the number itself, shown in the column's own decimals.
    private static string Number(double? value, string decimals = "0") => value is { } number
        ? string.Create(CultureInfo.InvariantCulture,
            $"<td data-n=\"{number}\">{number.ToString(decimals, CultureInfo.InvariantCulture)}</td>") : "<td></td>";

    // Relative whatever its beginning: a colon there would be a scheme.
    private static string Link(string file) => "./" + Text(Uri.EscapeDataString(file));

    private static string Text(string? text) => WebUtility.HtmlEncode(text ?? "");
}

/// <param name="Files">Of the page and the table, without their endings; null: there are none.</param>
/// <param name="Strip">A small PNG.</param>
public sealed record BatchPageRow(
    string Name, string Status, int? Length, string? Best, double? BestScore, int? AboveZero, string? Note, string? Files, byte[]? Strip);
