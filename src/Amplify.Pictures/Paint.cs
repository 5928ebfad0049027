namespace Amplify.Pictures;

/// <summary>What is not a score: paper, ink, marks.</summary>
internal static class Paint
{
    public static readonly Rgb Paper = new(0xffffff);
    public static readonly Rgb Ink = new(0x1f2430);
    public static readonly Rgb Muted = new(0x5c6370);
    public static readonly Rgb Accent = new(0x5b3a8c);
    public static readonly Rgb NoScore = new(0xd8dae0);
    public static readonly Rgb NoScoreMark = new(0x8b909c);

    public static Rgb Of(Tone tone) => tone switch
    {
        Tone.Ink => Ink,
        Tone.Accent => Accent,
        _ => Muted,
    };
}

internal enum Tone
{
    Ink,
    Muted,
    Accent,
}

internal readonly record struct Rgb(byte R, byte G, byte B)
{
    public Rgb(int hex)
        : this((byte)(hex >> 16), (byte)(hex >> 8), (byte)hex)
    {
    }

    public string Hex => $"#{R:x2}{G:x2}{B:x2}";

    public Rgb Towards(Rgb other, double share) => new(Mix(R, other.R, share), Mix(G, other.G, share), Mix(B, other.B, share));

    private static byte Mix(byte from, byte to, double share) => (byte)Math.Round(from + ((to - from) * share));
}
