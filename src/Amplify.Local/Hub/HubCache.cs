namespace Amplify.Local.Hub;

/// <summary>Where HuggingFace's own programs keep what they brought.</summary>
public static class HubCache
{
    /// <returns>The directory of a complete copy of that very revision, or null.</returns>
    public static string? Find(PublishedModel model, Func<string, string?> read)
    {
        var root = read("HF_HUB_CACHE") is { Length: > 0 } cache ? cache
            : Path.Combine(read("HF_HOME") is { Length: > 0 } hf ? hf : Path.Combine(
                Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify), ".cache",
                    "huggingface"), "hub");
        var repository = Path.Combine(root, "models--" + model.Repository.Replace("/", "--", StringComparison.Ordinal));
        var revision = Path.Combine(repository, "refs", model.Revision) is var named && File.Exists(named)
            ? File.ReadAllText(named).Trim() : model.Revision;
        var snapshot = Path.Combine(repository, "snapshots", revision);
        return PublishedModel.Files.Where(PublishedModel.IsRequired).All(it => File.Exists(Path.Combine(snapshot, it))) ? snapshot : null;
    }
}
