namespace Amplify.Tools.Backends;

/// <summary>One thing looked at for whoever sets this program up.</summary>
/// <param name="Next">What to do about it; null where there is nothing to do.</param>
public sealed record Finding(string Check, Verdict Verdict, string Seen, string? Next = null)
{
    public static Finding Well(string check, string seen) => new(check, Verdict.Well, seen);

    public static Finding Wrong(string check, string seen, string? next) => new(check, Verdict.Wrong, seen, next);

    public static Finding Skipped(string check, string why, string? next = null) => new(check, Verdict.Skipped, why, next);
}

public enum Verdict
{
    Well,
    Wrong,

    /// <summary>Not looked at, and why is said.</summary>
    Skipped,
}
