using Amplify.Local.Store;
using Amplify.Model;

namespace Amplify.Local.Hub;

/// <summary>The models under AMPLIFY_HOME: a directory each, there whole or not at all.</summary>
public sealed class ModelShelf(string home)
{
    private const string Unfinished = ".pulling-";

    private string Root { get; } = Path.Combine(home, "models");

    public string PathOf(PublishedModel model) => Path.Combine(Root, model.Name);

    /// <summary>Where a model grows until it is whole. Kept after a failure: the next try goes on with it.</summary>
    public string StagingOf(PublishedModel model) => Path.Combine(Root, Unfinished + model.Name);

    /// <summary>The models that are here, the one pulled last first.</summary>
    public IReadOnlyList<PublishedModel> All() => !Directory.Exists(Root) ? [] :
    [
        .. new DirectoryInfo(Root).EnumerateDirectories().OrderByDescending(it => it.LastWriteTimeUtc)
            .Select(it => PublishedModel.Find(it.Name)).OfType<PublishedModel>().Where(Has),
    ];

    /// <summary>A link to a cache that was emptied counts as nothing.</summary>
    public bool Has(PublishedModel model) => File.Exists(Path.Combine(PathOf(model), Checkpoint.WeightsFile));

    /// <summary>The model for this process alone, until that is disposed of.</summary>
    /// <exception cref="HubException">Another process is at it.</exception>
    /// <exception cref="IOException">The disk refuses.</exception>
    public IDisposable Claim(PublishedModel model)
    {
        Directory.CreateDirectory(StagingOf(model));
        try
        {
            return ModelClaim.Take(Path.Combine(Root, Unfinished + model.Name + ".lock"));
        }
        catch (IOException taken) when (OwnFile.IsHeld(taken))
        {
            throw new HubException($"Another process is pulling {model.Name} into {Root}. Wait for it.", cause: taken);
        }
    }

    /// <summary>Puts a finished model in its place, in one step.</summary>
    public void Install(PublishedModel model)
    {
        Remove(PathOf(model)); // what is left of a link
        Directory.Move(StagingOf(model), PathOf(model));
    }

    /// <summary>A copy that lies elsewhere is used where it lies; where this user may make no links, it is copied.</summary>
    /// <exception cref="HubException">The disk refuses, or another process is at it.</exception>
    public void Adopt(PublishedModel model, string directory)
    {
        try
        {
            Directory.CreateDirectory(Root);
            Remove(PathOf(model));
            if (TryLink(model, directory)) return;
            using var claim = Claim(model);
            foreach (var file in PublishedModel.Files.Where(it => File.Exists(Path.Combine(directory, it))))
                File.Copy(Path.Combine(directory, file), Path.Combine(StagingOf(model), file), overwrite: true);
            Install(model);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new HubException($"The disk refuses: {fault.Message}", cause: fault);
        }
    }

    private bool TryLink(PublishedModel model, string directory)
    {
        try
        {
            Directory.CreateSymbolicLink(PathOf(model), directory);
            return true;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>What is here of it, whole or half; of a link, the link.</summary>
    /// <returns>false: nothing was here.</returns>
    public bool Remove(PublishedModel model)
    {
        var (whole, half) = (Remove(PathOf(model)), Remove(StagingOf(model)));
        return whole || half;
    }

    private static bool Remove(string path)
    {
        var directory = new DirectoryInfo(path);
        if (directory.LinkTarget is not null)
        {
            directory.Delete();
            return true;
        }

        if (!directory.Exists) return false;
        directory.Delete(recursive: true);
        return true;
    }
}
