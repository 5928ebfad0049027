using System.Security.Cryptography;
using System.Text;
using Amplify.Pictures;

namespace Amplify.Mcp.Commands.Batches;

/// <summary>
/// A batch's directory: a journal with a line for each record that has ended, one table of all, an index, and each result's files. Whatever
/// is written when a process dies, the next one goes on from the journal's last whole line.
/// </summary>
internal sealed class BatchFolder : IDisposable
{
    private const string JournalName = "batch.jsonl";
    private const string IndexName = "index.html";
    private const string TableName = "all.csv";

    // How many records of one text are done: two may be the same.
    private readonly Dictionary<string, int> done = [];
    private readonly FileStream journal;
    private readonly FileStream table;

    private BatchFolder(string directory, FileStream journal, FileStream table)
    {
        (Directory, this.journal, this.table) = (directory, journal, table);
    }

    public string Directory { get; }

    public string Index => Path.Combine(Directory, IndexName);

    public string Table => Path.Combine(Directory, TableName);

    public int Done { get; private set; }

    /// <exception cref="UsageException">It cannot be written, or another process writes there.</exception>
    public static BatchFolder Open(string directory)
    {
        try
        {
            System.IO.Directory.CreateDirectory(directory);
            var journal = new FileStream(Path.Combine(directory, JournalName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
            var table = new FileStream(Path.Combine(directory, TableName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
            var folder = new BatchFolder(directory, journal, table);
            folder.GoOn();
            return folder;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{directory} cannot be written, or another run writes there: choose another directory with --out. "
                + "Nothing was submitted.");
        }
    }

    /// <summary>Whether a result of this name would lie where the index or the table of all does.</summary>
    public static bool IsOwn(string stem) => ((string[])[IndexName, TableName])
        .Any(it => Path.GetFileNameWithoutExtension(it).Equals(stem, StringComparison.OrdinalIgnoreCase));

    public static string KeyOf(string record) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(record.Trim())))[..24];

    /// <summary>Whether an earlier run has this record's result; each of those counts once.</summary>
    public bool TryTake(string key)
    {
        if (!done.TryGetValue(key, out var count) || count == 0) return false;
        done[key] = count - 1;
        return true;
    }

    /// <summary>Rows first, then the line that counts them in: rows without a line are cut off by the next run.</summary>
    public void Add(BatchLine line, byte[]? csv)
    {
        if (csv is not null)
        {
            AddRows(line, csv);
            line = line with { TableEnd = table.Position };
        }

        journal.Write(line.Write());
        journal.WriteByte((byte)'\n');
        journal.Flush();
    }

    /// <summary>Read line by line: however many there are, they are never all in memory.</summary>
    public IEnumerable<BatchLine> Lines()
    {
        using var reader = new StreamReader(new FileStream(journal.Name, FileMode.Open, FileAccess.Read, FileShare.ReadWrite),
            Encoding.UTF8);
        while (reader.ReadLine() is { } text)
        {
            if (BatchLine.Read(text) is { } line) yield return line;
        }
    }

    public void WriteIndex(string title)
    {
        var aside = Index + ".tmp";
        using (var file = new StreamWriter(aside, append: false, new UTF8Encoding(false)))
        {
            BatchPage.Write(file, title, Lines().Select(it => new BatchPageRow(it.Name, it.Status, it.Length, it.Best, it.BestScore,
                it.AboveZero,
                it.Error ?? (it.Notes is { Count: > 0 } notes ? string.Join(' ', notes) : null), it.Files, it.Strip)));
        }

        File.Move(aside, Index, overwrite: true);
    }

    public void Dispose()
    {
        journal.Dispose();
        table.Dispose();
    }

    private void GoOn()
    {
        // What failed is tried again, so its line goes; a line cut off by a kill, too.
        var kept = Path.Combine(Directory, JournalName + ".tmp");
        var end = 0L;
        using (var file = File.Create(kept))
        {
            foreach (var line in Lines().Where(it => it.Status == "completed" && it.TableEnd <= table.Length))
            {
                done[line.Key] = done.GetValueOrDefault(line.Key) + 1;
                (end, Done) = (Math.Max(end, line.TableEnd!.Value), Done + 1);
                file.Write(line.Write());
                file.WriteByte((byte)'\n');
            }

            file.Position = 0;
            journal.SetLength(0);
            file.CopyTo(journal);
        }

        journal.Flush();
        File.Delete(kept);
        table.SetLength(end);
        table.Seek(0, SeekOrigin.End);
        if (table.Length == 0) table.Write(Encoding.ASCII.GetBytes($"name,output_id,{VariantsCsv.Header}\n"));
        table.Flush();
    }

    private void AddRows(BatchLine line, byte[] csv)
    {
        var head = Encoding.UTF8.GetBytes($"{Cell(line.Name)},{line.OutputId},");
        var rest = csv.AsSpan(csv.AsSpan().IndexOf((byte)'\n') + 1);
        var rows = new MemoryStream();
        while (rest.IndexOf((byte)'\n') is >= 0 and var length)
        {
            rows.Write(head);
            rows.Write(rest[..(length + 1)]);
            rest = rest[(length + 1)..];
        }

        rows.WriteTo(table);
        table.Flush();
    }

    // A name is a stranger's text: neither a second column nor a spreadsheet's formula.
    private static string Cell(string name)
    {
        if (name.Length > 0 && "=+-@".Contains(name[0], StringComparison.Ordinal)) name = "'" + name;
        return name.AsSpan().ContainsAny(',', '"', '\n') ? $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : name;
    }
}
