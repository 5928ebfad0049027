namespace Amplify.Model;

/// <summary>Sequences of equal length that go through all layers together, on one thread.</summary>
/// <param name="Ids">Token ids, sequence after sequence.</param>
/// <param name="Wanted">Rows of <paramref name="Ids"/> whose logits are asked for, ascending.</param>
internal sealed record MicroBatch(int[] Ids, int Sequences, int[] Wanted)
{
    public int Tokens { get; } = Ids.Length / Sequences;

    public int[] WantedInEach()
    {
        var counts = new int[Sequences];
        foreach (var row in Wanted) counts[row / Tokens]++;
        return counts;
    }
}
