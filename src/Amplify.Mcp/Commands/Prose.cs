namespace Amplify.Mcp.Commands;

/// <summary>Sentences and times for a person at a terminal.</summary>
internal static class Prose
{
    private const double Longest = 359_999; // four days, beyond which nobody trusts an estimate

    /// <summary>Lines of at most so many characters, broken where the separator stands; what is longer by itself stays whole.</summary>
    public static IEnumerable<string> Wrap(string text, int width, string separator = " ")
    {
        var line = "";
        foreach (var word in text.Split(separator))
        {
            if (line.Length > 0 && line.Length + separator.Length + word.Length > width)
            {
                yield return line;
                line = "";
            }

            line = line.Length == 0 ? word : line + separator + word;
        }

        if (line.Length > 0) yield return line;
    }

    /// <summary>"40 s left", "12 min left".</summary>
    public static string Left(double seconds)
    {
        var left = TimeSpan.FromSeconds(Math.Clamp(seconds, 0, Longest));
        return left.TotalSeconds < 90 ? $"{left.TotalSeconds:0} s left" : $"{left.TotalMinutes:0} min left";
    }
}
