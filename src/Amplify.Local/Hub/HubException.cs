namespace Amplify.Local.Hub;

/// <summary>A model could not be brought here. The message is for the user: what happened, what to do, and what is kept.</summary>
/// <param name="retryable">The same request may go through later.</param>
/// <param name="after">How long the hub asks us to wait.</param>
public sealed class HubException(string message, bool retryable = false, TimeSpan? after = null, Exception? cause = null)
    : Exception(message, cause)
{
    public bool IsRetryable => retryable;

    public TimeSpan? RetryAfter => after;
}
