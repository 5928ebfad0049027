using System.Text.Json;
using Amplify.Testing;

namespace Amplify.Model.Tests;

/// <summary>The checkpoints under tests/fixtures/amplify-tiny, and what they must answer.</summary>
internal sealed record Fixture(string Sequence, int[] TokenIds, float[] Logits, float[] MaskedMarginal, float[] WildTypeMarginal)
{
    public const double Tolerance = 1e-4;
    public static readonly KernelWidth[] Widths = Enum.GetValues<KernelWidth>();

    public static string Root => Path.Combine(Needs.Root, "tests", "fixtures", "amplify-tiny");

    public static IEnumerable<(string Checkpoint, string Case)> All =>
        from directory in Directory.EnumerateDirectories(Root)
        from file in Directory.EnumerateFiles(Path.Combine(directory, "expected"), "*.json")
        select (Path.GetFileName(directory), Path.GetFileName(file));

    public static Checkpoint Open(string checkpoint) => Checkpoint.Open(Path.Combine(Root, checkpoint));

    public static Fixture Read(string checkpoint, string file)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Root, checkpoint, "expected", file)));
        var root = json.RootElement;
        return new(
            root.GetProperty("sequence").GetString()!,
            [.. root.GetProperty("token_ids").EnumerateArray().Select(it => it.GetInt32())],
            Matrix(root.GetProperty("logits")),
            Matrix(root.GetProperty("masked_marginal")),
            Matrix(root.GetProperty("wild_type_marginal")));
    }

    public static float[] Matrix(JsonElement rows) =>
        [.. rows.EnumerateArray().SelectMany(row => row.EnumerateArray()).Select(it => it.GetSingle())];

    public static void AssertNear(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.InRange(Difference(expected, actual), 0, Tolerance);
    }

    public static double Difference(float[] left, float[] right) =>
        left.Zip(right, (x, y) => float.IsNaN(x - y) ? double.PositiveInfinity : Math.Abs((double)x - y)).Max();
}
