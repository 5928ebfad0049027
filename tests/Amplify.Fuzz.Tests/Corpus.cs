using Amplify.Testing;

namespace Amplify.Fuzz.Tests;

/// <summary>The kept inputs of a target: seeds, every case ever found, and the words of its grammar.</summary>
internal static class Corpus
{
    private static readonly string Root = Path.Combine(Needs.Root, "tests", "Amplify.Fuzz", "corpus");

    public static TheoryData<string> Targets => [.. Target.All.Keys];

    public static string[] Files(string target) => [.. Directory.GetFiles(Path.Combine(Root, target)).Order(StringComparer.Ordinal)];

    /// <summary>As AFL's dictionaries write them: in quotes, other bytes as \x and two digits.</summary>
    public static byte[][] Words(string target) =>
        [.. File.ReadAllLines(Path.Combine(Root, target + ".dict")).Select(line => Unescape(line[1..^1]))];

    private static byte[] Unescape(string word)
    {
        var bytes = new List<byte>();
        for (var at = 0; at < word.Length; at++)
        {
            if (word[at] == '\\' && word[at + 1] == 'x')
            {
                bytes.Add(Convert.FromHexString(word.AsSpan(at + 2, 2))[0]);
                at += 3;
            }
            else
            {
                bytes.Add((byte)word[at]);
            }
        }

        return [.. bytes];
    }
}
