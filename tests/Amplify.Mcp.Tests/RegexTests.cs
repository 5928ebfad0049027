using System.Reflection;
using System.Text.RegularExpressions;
using Amplify.Local;
using Amplify.SageMaker;
using Amplify.Testing;
using Amplify.Tools;

namespace Amplify.Mcp.Tests;

/// <summary>No text makes a regular expression of ours take more than linear time. There are few, and all are found here.</summary>
public partial class RegexTests
{
    private const int Length = 20_000;
    private const int Times = 8;

    // More than this for eight times the text would be quadratic, which is 64.
    private const double MostGrowth = 30;

    // What is over sooner than this cannot be told from noise, and quadratic work on this much text takes many times as long.
    private static readonly TimeSpan Negligible = TimeSpan.FromMilliseconds(5);

    private static readonly Assembly[] Ours =
        [typeof(Composition).Assembly, typeof(Settings).Assembly, typeof(LocalBackend).Assembly, typeof(SageMakerBackend).Assembly];

    private static readonly string[] Starts =
        ["", "a", "aa-", "[", "p.[", "a0", "amplify://results/", "amplify://results/a/", "amplify://results/a?numbering_offset=", "AMPLIFY_", "0"];

    private static readonly string[] Pumps = ["a", "A", "0", "-", "a-", "-a", "0-", ".", "/", "?", "[", "]", "[a", "[]", "AMPLIFY_", "AMPLIFY_0", "_base", "\n"];

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
    public void Eight_times_the_text_never_takes_more_than_some_eight_times_as_long()
    {
        foreach (var (name, regex) in All)
        {
            foreach (var (start, pump) in Starts.SelectMany(start => Pumps.Select(pump => (start, pump))))
            {
                var shorter = Text(start, pump, Length);
                var longer = Text(start, pump, Length * Times);

                // Whatever disturbs a measurement makes it longer: one good try of five is enough.
                var growths = Enumerable.Range(0, 5).Select(_ => Growth(regex, shorter, longer));

                Assert.True(growths.Any(it => it < MostGrowth), $"{name} on '{start}' and many '{pump}'");
            }
        }
    }

    private static string Text(string start, string pump, int length) => start + string.Concat(Enumerable.Repeat(pump, length / pump.Length)) + "!";

    private static double Growth(Regex regex, string shorter, string longer)
    {
        var (first, second) = (Took(regex, shorter), Took(regex, longer));
        return second < Negligible ? 1 : second / first;
    }

    private static TimeSpan Took(Regex regex, string text)
    {
        var started = TimeProvider.System.GetTimestamp();
        _ = regex.Count(text);
        return TimeProvider.System.GetElapsedTime(started);
    }

    [GeneratedRegex(@"\[GeneratedRegex\(")]
    private static partial Regex Generated { get; }

    [GeneratedRegex(@"new Regex\(|\bRegex\.[A-Z]|Regex \w+ = new\(")]
    private static partial Regex Made { get; }
}
