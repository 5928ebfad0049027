namespace Amplify.Tools.Backends;

/// <summary>On whose behalf a call is made. The host makes it; nothing that a caller writes into a call does.</summary>
/// <param name="Share">Tells callers apart where work that waits is shared out among them; means nothing.</param>
/// <param name="Owner">Whose jobs are all there are for this call; null: jobs belong to nobody, and an id is all it takes.</param>
public sealed record Caller(string Share, Owner? Owner = null);

/// <summary>A caller that jobs belong to.</summary>
/// <param name="Key">What the job's record says in place of a name.</param>
/// <param name="MostWaiting">How many of its jobs may wait at a time.</param>
public sealed record Owner(string Key, int MostWaiting)
{
    /// <summary>What sets its jobs apart under a <see cref="JobKey"/>.</summary>
    public static IEnumerable<string> Parts(Owner? owner) => owner is null ? [] : [$"owner {owner.Key}"];
}
