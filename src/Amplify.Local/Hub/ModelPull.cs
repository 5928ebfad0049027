namespace Amplify.Local.Hub;

/// <summary>One model on its way here: what it consists of, then the files, then into its place.</summary>
public sealed class ModelPull
{
    private const long Reserve = 64 * 1024 * 1024; // a disk filled to its last byte stops more than us

    private readonly PublishedModel model;
    private readonly ModelShelf shelf;
    private readonly HubClient hub;
    private readonly TimeProvider clock;

    private ModelPull(PublishedModel model, ModelShelf shelf, HubClient hub, TimeProvider clock, IReadOnlyList<HubFile> files) =>
        (this.model, this.shelf, this.hub, this.clock, Files) = (model, shelf, hub, clock, files);

    public IReadOnlyList<HubFile> Files { get; }

    public long Bytes => Files.Sum(it => it.Size);

    /// <summary>Asks what there is to bring; brings nothing.</summary>
    /// <exception cref="HubException">The hub refuses, or offers something else than was published.</exception>
    public static async Task<ModelPull> PrepareAsync(
        PublishedModel model, ModelShelf shelf, HubClient hub, TimeProvider clock, CancellationToken cancellationToken)
    {
        var files = new List<HubFile>();
        foreach (var name in PublishedModel.Files)
        {
            if (await hub.DescribeAsync(model, name, cancellationToken) is { } file) files.Add(Pinned(model, file, hub.Host));
            else if (PublishedModel.IsRequired(name))
                throw new HubException($"{hub.Host} has no {model.Repository} at {model.Revision}, or it has no {name}. Look at the "
                    + "revision and HF_ENDPOINT.");
        }

        return new(model, shelf, hub, clock, files);
    }

    /// <param name="tell">How many bytes of all are here.</param>
    /// <param name="prove">Told the finished directory before it counts as one; what it throws keeps the model out.</param>
    /// <exception cref="HubException">It did not come whole; what came is kept, and the same call goes on with it.</exception>
    public async Task RunAsync(Action<long> tell, Action<string> prove, CancellationToken cancellationToken)
    {
        try
        {
            using var claim = shelf.Claim(model);
            var staging = shelf.StagingOf(model);
            MakeSureOfRoom(staging);
            var before = 0L;
            foreach (var file in Files)
            {
                var path = Path.Combine(staging, file.Name);
                if (!File.Exists(path)) await new Download(hub, clock, here => tell(before + here)).ToAsync(file, path, cancellationToken);
                before += file.Size;
                tell(before);
            }

            prove(staging);
            shelf.Install(model);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new HubException($"The disk refuses: {fault.Message} What came so far is kept; the same command goes on with it.",
                cause: fault);
        }
    }

    // The hub must not be able to hand out other weights under a name whose weights are known.
    private static HubFile Pinned(PublishedModel model, HubFile file, string host)
    {
        if (!model.Sha256.TryGetValue(file.Name, out var published)) return file;
        if (file.Sha256 is { } offered && offered != published)
            throw new HubException($"{host} offers another {file.Name} than was published (SHA-256 {offered[..12]}…, not "
                + $"{published[..12]}…). Nothing was downloaded.");
        return file with { Sha256 = published };
    }

    private void MakeSureOfRoom(string staging)
    {
        var here = new DirectoryInfo(staging).EnumerateFiles().Sum(it => it.Length);
        var (needed, free) = (Bytes - here, new DriveInfo(staging).AvailableFreeSpace);
        if (needed + Reserve > free)
            throw new HubException($"{model.Name} needs {needed / 1e6:N0} MB more under {staging}, and {free / 1e6:N0} MB are free "
                + "there. Make room, or set AMPLIFY_HOME.");
    }
}
