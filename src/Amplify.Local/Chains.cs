namespace Amplify.Local;

/// <summary>The chains of a complex, where a sequence has several: AMPLIFY's own break stands between them.</summary>
internal static class Chains
{
    public const char Break = '|';

    public static string[] Of(string sequence) => sequence.Split(Break);
}
