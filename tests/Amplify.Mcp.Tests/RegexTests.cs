using System.Reflection;
using System.Text.RegularExpressions;
using Amplify.Local;
using Amplify.Pictures;
using Amplify.SageMaker;
using Amplify.Testing;
using Amplify.Tools;

namespace Amplify.Mcp.Tests;

/// <summary>No text makes a regular expression of ours take more than linear time. There are few, and all are found here.</summary>
public partial class RegexTests
{
    private const int Length = 160_000;
    private const int MostTries = 5;

    // Linear work on this much text takes some 20 ms; quadratic work takes ten billion steps, which no machine does in a second.
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(1);

    private static readonly Assembly[] Ours = [.. new[]
    {
        typeof(Composition), typeof(Settings), typeof(LocalBackend), typeof(SageMakerBackend), typeof(HeatMapPage),
    }.Select(it => it.Assembly)];

    private static readonly string[] Starts =
        ["", "a", "aa-", "[", "p.[", "a0", "amplify://results/", "amplify://results/a/", "amplify://results/a?numbering_offset=",
            "AMPLIFY_", "0"];

    private static readonly string[] Pumps = ["a", "A", "0", "-", "a-", "-a", "0-", ".", "/", "?", "[", "]", "[a", "[]", "AMPLIFY_",
        "AMPLIFY_0", "_base", "\n"];

    private static IReadOnlyList<(string Name, Regex Regex)> All =>
    [
        .. from type in Ours.SelectMany(it => it.GetTypes())
           where type.Namespace?.StartsWith("Amplify", StringComparison.Ordinal) == true
           from member in type.GetMembers(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.DeclaredOnly)
           let regex = member switch
           {
               PropertyInfo { PropertyType: var of } it when of == typeof(Regex) => (Regex)it.GetValue(null)!,
               MethodInfo { ReturnType: var of, IsSpecialName: false } it when of == typeof(Regex) => (Regex)it.Invoke(null, null)!,
               _ => null,
           }
           where regex is not null
           select ($"{type.Name}.{member.Name}", regex),
    ];

    [Fact]
    public void Each_is_generated_from_source_and_none_is_made_elsewhere()
    {
        var sources = Directory.GetFiles(Path.Combine(Needs.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(it => !it.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .ToDictionary(it => it, File.ReadAllText);

        Assert.Equal(All.Count, sources.Values.Sum(it => Generated.Count(it)));
        Assert.NotEmpty(All);
        Assert.DoesNotContain(sources, it => Made.IsMatch(it.Value));
        Assert.All(All, it => Assert.NotEqual(typeof(Regex), it.Regex.GetType()));
    }

    [Fact]
    public void No_long_text_takes_the_time_that_backtracking_would()
    {
        foreach (var (name, regex) in All)
        {
            foreach (var (start, pump) in Starts.SelectMany(start => Pumps.Select(pump => (start, pump))))
                Assert.True(IsLinear(regex, Text(start, pump, Length)), $"{name} on '{start}' and many '{pump}'");
        }
    }

    private static string Text(string start, string pump, int length) =>
        start + string.Concat(Enumerable.Repeat(pump, length / pump.Length)) + "!";

    // A machine that stands still makes a try longer, never shorter: one is enough.
    private static bool IsLinear(Regex regex, string text)
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            var started = TimeProvider.System.GetTimestamp();
            _ = regex.Count(text);
            if (TimeProvider.System.GetElapsedTime(started) < Most) return true;
        }

        return false;
    }

    [GeneratedRegex(@"\[GeneratedRegex\(")]
    private static partial Regex Generated { get; }

    [GeneratedRegex(@"new Regex\(|\bRegex\.[A-Z]|Regex \w+ = new\(")]
    private static partial Regex Made { get; }
}
