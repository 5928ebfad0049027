using Amplify.Tools.Backends;

namespace Amplify.Testing.Load;

/// <summary>
/// A job of a local store that waits for another predictor than its server has: callers can wait for it as long as they like.
/// </summary>
public static class UnworkedJob
{
    /// <returns>Its id.</returns>
    public static string Leave(string home)
    {
        var id = Guid.CreateVersion7().ToString();
        var inputs = Path.Combine(home, "async-inference-input");
        Directory.CreateDirectory(Path.Combine(inputs, "jobs"));
        Directory.CreateDirectory(Path.Combine(inputs, "pending"));
        var record = new JobRecord(11, "sha", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch) { Predictor = "another" };
        File.WriteAllBytes(Path.Combine(inputs, "jobs", id + ".json"), record.Write());
        File.WriteAllText(Path.Combine(inputs, "pending", id), "another");
        return id;
    }
}
