namespace Amplify.Tools.Backends;

/// <summary>Jobs, newest first.</summary>
/// <param name="Stopped">A sentence, where not all of them were looked at.</param>
public sealed record JobList(IReadOnlyList<ListedJob> Jobs, string? Stopped = null);

/// <summary>What a list says of a job.</summary>
/// <param name="Status">waiting, running, completed, failed, or removed, where its result is gone.</param>
/// <param name="Model">null: the job's record does not say.</param>
public sealed record ListedJob(string OutputId, string? Name, string Status, int? Length, string? Model, DateTimeOffset? SubmittedAt);
