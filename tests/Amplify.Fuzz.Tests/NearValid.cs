using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Amplify.Fuzz.Tests;

/// <summary>A kept input with a few edits: random bytes never pass the first gate, these do. Fewer edits are the simpler case.</summary>
internal sealed record NearValid(byte[] Seed, IReadOnlyList<Edit> Edits)
{
    private const int MostEdits = 6;

    public byte[] Bytes => Edits.Aggregate(Seed, (bytes, edit) => edit.ApplyTo(bytes));

    public static Arbitrary<NearValid> Of(string target)
    {
        var seeds = Corpus.Files(target).Select(File.ReadAllBytes).ToArray();
        var bytes = Gen.Choose(0, 255).Select(it => new[] { (byte)it });
        var insertions = Gen.OneOf(Gen.Elements(Corpus.Words(target)), Gen.Elements(seeds), bytes);
        var edits = Gen.Choose(0, int.MaxValue).Zip(Gen.Elements(0, 0, 1, 2, 5, 40)).Zip(insertions)
            .Select(it => new Edit(it.Item1.Item1, it.Item1.Item2, it.Item2));
        var near = Gen.Elements(seeds).Zip(edits.ListOf().Resize(MostEdits)).Select(it => new NearValid(it.Item1, [.. it.Item2]));
        return Arb.From(near, Simpler);
    }

    public override string ToString() => $"{Convert.ToBase64String(Bytes)} in base64, near {Encoding.UTF8.GetString(Bytes)}";

    private static IEnumerable<NearValid> Simpler(NearValid it) =>
        Enumerable.Range(0, it.Edits.Count).Select(left => it with { Edits = [.. it.Edits.Where((_, index) => index != left)] });
}

/// <summary>At a place, counted around the end: some bytes go, others come.</summary>
internal sealed record Edit(int At, int Removed, byte[] Inserted)
{
    public byte[] ApplyTo(byte[] bytes)
    {
        var at = At % (bytes.Length + 1);
        return [.. bytes[..at], .. Inserted, .. bytes[Math.Min(bytes.Length, at + Removed)..]];
    }
}
