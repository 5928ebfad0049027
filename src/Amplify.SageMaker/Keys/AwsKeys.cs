namespace Amplify.SageMaker.Keys;

/// <summary>What a request is signed with, and until when.</summary>
/// <param name="Expires">null: for good, or nobody says.</param>
internal sealed record AwsKeys(string Id, string Secret, string? Token, DateTimeOffset? Expires)
{
    /// <summary>
    /// Keys as somebody wrote them down; blanks and line breaks around them, as secret stores leave them, are nobody's intent.
    /// </summary>
    /// <param name="source">What says so, as a sentence begins.</param>
    /// <param name="id">null or blank: it is missing.</param>
    /// <param name="secret">Likewise.</param>
    /// <param name="token">Likewise; most keys have none.</param>
    /// <param name="expires">null: it does not say.</param>
    /// <exception cref="KeysException">One is missing, or no key.</exception>
    public static AwsKeys From(string source, string? id, string? secret, string? token, DateTimeOffset? expires = null)
    {
        (id, secret, token) = (Trimmed(id), Trimmed(secret), Trimmed(token));
        if (id is null || secret is null)
            throw new KeysException(
                Cause.NoCredentials, $"{source} gives {(id is null ? "no access key id" : "an access key id and no secret")}.",
                "Complete it.");
        if (((string?[])[id, secret, token]).Any(it => it is not null && it.Any(letter => letter is <= ' ' or > '~')))
            throw new KeysException(
                Cause.NoCredentials, $"{source} gives keys with blanks, line breaks or letters in them that no key has.",
                "Copy them anew.");
        return new(id, secret, token, expires);
    }

    // A record prints its members.
    public override string ToString() => nameof(AwsKeys);

    private static string? Trimmed(string? text) => text?.Trim() is { Length: > 0 } some ? some : null;
}

/// <summary>No keys to sign with: what was asked for them, and what to do. Fit for a log.</summary>
internal sealed class KeysException(Cause cause, string seen, string next, Exception? inner = null) : Exception(seen, inner)
{
    public Cause Cause => cause;

    public string Seen => Message;

    public string Next => next;

    /// <summary>What a program of the user's said meanwhile. For the user alone: it may hold a password.</summary>
    public string? Words { get; init; }

    /// <summary>The one that a fault is about, if it is about keys.</summary>
    public static KeysException? In(Exception? fault) =>
        fault as KeysException ?? (fault as OperationCanceledException)?.InnerException as KeysException;

    public static KeysException Slow(string asked) =>
        new(Cause.CredentialsSlow, $"{asked} did not answer in time.", "See that it ends by itself and asks nobody; then repeat the call.");
}
