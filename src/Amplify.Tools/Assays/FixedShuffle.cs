namespace Amplify.Tools.Assays;

/// <summary>Orders without a pattern, the same in every run: no answer comes from chance. SplitMix64, then Fisher and Yates.</summary>
internal sealed class FixedShuffle(ulong state)
{
    public void Shuffle(Span<int> values)
    {
        for (var last = values.Length - 1; last > 0; last--)
        {
            var other = (int)(((UInt128)Next() * (ulong)(last + 1)) >> 64);
            (values[last], values[other]) = (values[other], values[last]);
        }
    }

    private ulong Next()
    {
        var bits = state += 0x9E37_79B9_7F4A_7C15;
        bits = (bits ^ (bits >> 30)) * 0xBF58_476D_1CE4_E5B9;
        bits = (bits ^ (bits >> 27)) * 0x94D0_49BB_1331_11EB;
        return bits ^ (bits >> 31);
    }
}
