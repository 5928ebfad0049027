namespace Amplify.Model;

/// <summary>The parts of a pass, as `make bench` tells them apart.</summary>
internal enum Stage
{
    Embedding,
    Projections,
    Packing,
    AttentionScores,
    Softmax,
    AttentionMix,
    AttentionOutput,
    Gates,
    Opening,
    Down,
    Decoding,
}

/// <summary>Where one thread's time goes; kept only for whoever asks, since to look at the clock takes time, too.</summary>
internal sealed class Stages
{
    private readonly long[] ticks = new long[Enum.GetValues<Stage>().Length];
    private long last = TimeProvider.System.GetTimestamp();

    public long this[Stage stage] => ticks[(int)stage];

    /// <summary>What follows is not what went before: a batch begins.</summary>
    public void Begin() => last = TimeProvider.System.GetTimestamp();

    /// <summary>All time since the mark before was this stage's.</summary>
    public void Mark(Stage stage)
    {
        var now = TimeProvider.System.GetTimestamp();
        ticks[(int)stage] += now - last;
        last = now;
    }
}
