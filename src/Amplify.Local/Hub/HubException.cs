namespace Amplify.Local.Hub;

/// <summary>A model could not be brought here. The message is for the user: what happened, what to do, and what is kept.</summary>
/// <param name="retryable">The same request may go through later.</param>
/// <param name="after">How long the hub asks us to wait.</param>
public sealed class HubException(string message, bool retryable = false, TimeSpan? after = null, Exception? cause = null)
    : Exception(message, cause)
{
    public bool IsRetryable => retryable;

    /// <summary>The hub is there and cannot answer now, where others of its kind mean that there may be no hub.</summary>
    public bool IsBusy => IsRetryable && InnerException is null;

    /// <summary>How long to wait before trying again, after so many tries.</summary>
    public TimeSpan PauseAfter(int tries)
    {
        var wait = after ?? TimeSpan.FromSeconds(0.25 * Math.Pow(2, tries - 1));
        return TimeSpan.FromSeconds(Math.Clamp(wait.TotalSeconds, 0, LongestWait.TotalSeconds));
    }

    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(2);
}
