using System.Text.RegularExpressions;
using Amplify.Testing;

namespace Amplify.Mcp.Tests;

/// <summary>Lines of code are read without scrolling.</summary>
public sealed partial class LineTests
{
    private const int Widest = 140;

    /// <summary>The JSON of a schema or an example, and a pattern: a line that is broken in them is another text.</summary>
    [GeneratedRegex(@"""\w[\w$-]*"": ?[\[{""\d]|{{\w+}}""?:|\\A|\\\(")]
    private static partial Regex Whole { get; }

    [Fact]
    public void No_line_of_code_is_wider_than_140_columns()
    {
        var files = new[] { "src", "tests", "bench" }
            .SelectMany(it => Directory.EnumerateFiles(Path.Combine(Needs.Root, it), "*.cs", SearchOption.AllDirectories))
            .Where(it => !it.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin")).ToList();
        var wide = files.SelectMany(file => File.ReadLines(file).Select((line, at) => (At: $"{file}:{at + 1}", Line: line)))
            .Where(it => it.Line.Length > Widest && !Whole.IsMatch(it.Line)).Select(it => it.At);

        Assert.InRange(files.Count, 300, 3_000);
        Assert.Empty(wide);
    }
}
