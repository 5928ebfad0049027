namespace Amplify.Testing.Chaos;

/// <summary>Which fault comes next: drawn by weight, the same sequence for the same seed.</summary>
public sealed class ChaosSchedule(int seed, IReadOnlyDictionary<ChaosFault, int> weights)
{
    private readonly Random random = new(seed);
    private readonly Lock drawing = new();

    public int Seed => seed;

    /// <summary>A storm: every second request is hit. Faults that cost whole time-outs are rare, so that it passes quickly.</summary>
    public static IReadOnlyDictionary<ChaosFault, int> Storm { get; } = new Dictionary<ChaosFault, int>
    {
        [ChaosFault.None] = 1_000,
        [ChaosFault.Latency] = 200,
        [ChaosFault.ResetBefore] = 100,
        [ChaosFault.ResetAfter] = 100,
        [ChaosFault.CloseAfter] = 100,
        [ChaosFault.HalfAnswer] = 100,
        [ChaosFault.TooShort] = 50,
        [ChaosFault.TooLong] = 50,
        [ChaosFault.ServiceError] = 100,
        [ChaosFault.GatewayError] = 100,
        [ChaosFault.Throttling] = 100,
        [ChaosFault.SlowLoris] = 8,
        [ChaosFault.HangBefore] = 8,
        [ChaosFault.HangAfter] = 8,
        [ChaosFault.ClockJump] = 20,
    };

    public (ChaosFault Fault, double Dice) Next()
    {
        lock (drawing)
        {
            var (left, dice) = (random.Next(weights.Values.Sum()), random.NextDouble());
            return (weights.First(it => (left -= it.Value) < 0).Key, dice);
        }
    }
}
