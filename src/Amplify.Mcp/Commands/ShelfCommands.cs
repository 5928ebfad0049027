using System.CommandLine;
using System.Globalization;
using Amplify.Local;
using Amplify.Local.Hub;
using Amplify.Model;
using Amplify.Tools;

namespace Amplify.Mcp.Commands;

/// <summary>`model pull`, `list` and `remove`: the published models under AMPLIFY_HOME. Nothing is ever brought unasked.</summary>
internal static class ShelfCommands
{
    public static IEnumerable<Command> Create(PlainWriter output, PlainWriter error)
    {
        var names = string.Join(" or ", PublishedModel.Names);
        yield return Named("pull", $"Bring AMPLIFY here from HuggingFace: {names}, or one with a revision, such as 120M@main", PullAsync);
        yield return Named("remove", "Remove a model that was pulled, or what came of it", RemoveAsync);
        var list = new Command("list", "List the models that were pulled, the one used by default first");
        list.SetAction((_, _) => RunAsync(async terminal =>
        {
            var shelf = new ModelShelf(LocalSettings.FromEnvironment().Home);
            foreach (var model in shelf.All()) await terminal.Output.WriteLineAsync($"{model.Name,-12} {shelf.PathOf(model)}");
            await terminal.Output.FlushAsync();
            return ExitCode.Done;
        }));
        yield return list;

        Command Named(string name, string description, Func<PublishedModel, Terminal, CancellationToken, Task<int>> work)
        {
            var model = new Argument<string>("model")
            {
                Description = $"{names} (default {PublishedModel.Names[0]})",
                DefaultValueFactory = _ => PublishedModel.Names[0]
            };
            var command = new Command(name, description) { model };
            command.SetAction((parsed, cancellationToken) =>
                RunAsync(terminal => work(Known(parsed.GetValue(model)!), terminal, cancellationToken)));
            return command;
        }

        async Task<int> RunAsync(Func<Terminal, Task<int>> work)
        {
            var terminal = Terminal.Of(output, error);
            try
            {
                return await Ending.OfAsync(terminal.Say, () => work(terminal));
            }
            catch (OperationCanceledException)
            {
                terminal.Say("Interrupted. What came so far is kept; the same command goes on with it.");
                return ExitCode.Interrupted;
            }
        }
    }

    private static PublishedModel Known(string name) =>
        PublishedModel.Find(name)
            ?? throw new UsageException(
            $"No published model is called {name}: it is {string.Join(" or ", PublishedModel.Names)}, or one of them with a revision, "
            + "such as 120M@main.");

    private static async Task<int> PullAsync(PublishedModel model, Terminal terminal, CancellationToken cancellationToken)
    {
        var shelf = new ModelShelf(LocalSettings.FromEnvironment().Home);
        if (shelf.Has(model))
        {
            terminal.Say($"{model.Name} is here already: {shelf.PathOf(model)}");
            return ExitCode.Done;
        }

        if (HubCache.Find(model, Environment.GetEnvironmentVariable) is { } copy
            && await IsUsableAsync(copy, model, terminal, cancellationToken))
        {
            shelf.Adopt(model, copy);
            return Ready(model, terminal, $"taken from HuggingFace's cache: {copy}");
        }

        using var hub = new HubClient(Endpoint(),
            Environment.GetEnvironmentVariable("HF_TOKEN") is { Length: > 0 } token ? token.Trim() : null, TimeProvider.System);
        var pull = await ModelPull.PrepareAsync(model, shelf, hub, TimeProvider.System, cancellationToken);
        terminal.Say(string.Create(CultureInfo.InvariantCulture,
            $"{model.Repository} at {model.Revision} from {hub.Host}: {pull.Files.Count} files, {pull.Bytes / 1e6:0} MB, into "
            + $"{shelf.PathOf(model)} (licence: {PublishedModel.Licence})"));
        var bar = new TransferBar(terminal, pull.Bytes, TimeProvider.System);
        await pull.RunAsync(bar.Show, directory => Checkpoint.Open(directory), cancellationToken); // each file was hashed as it came
        return Ready(model, terminal, $"pulled into {shelf.PathOf(model)}");
    }

    private static int Ready(PublishedModel model, Terminal terminal, string how)
    {
        terminal.Say($"{model.Name} {how}");
        terminal.Say("From now on it answers on this machine. AMPLIFY_MODEL=net brings the built-in predictor back.");
        return ExitCode.Done;
    }

    private static async Task<bool> IsUsableAsync(string copy, PublishedModel model, Terminal terminal, CancellationToken cancellationToken)
    {
        try
        {
            await ProveAsync(model, copy, terminal, cancellationToken);
            return true;
        }
        catch (Exception problem) when (problem is HubException or ModelException)
        {
            terminal.Say($"The copy in HuggingFace's cache is not used: {problem.Message}");
            return false;
        }
    }

    // The published weights are known by their hash; what another revision holds is only looked over.
    private static async Task ProveAsync(PublishedModel model, string directory, Terminal terminal, CancellationToken cancellationToken)
    {
        var checkpoint = Checkpoint.Open(directory);
        if (!model.Sha256.TryGetValue(Checkpoint.WeightsFile, out var published)) return;
        terminal.Say("Looking the weights over …");
        var sha256 = await Task.Run(() => checkpoint.Sha256(cancellationToken), cancellationToken);
        if (sha256 != published)
            throw new HubException(
            $"The weights in {directory} are not the published ones of {model.Name}: SHA-256 {sha256[..12]}…, not {published[..12]}….");
    }

    private static Task<int> RemoveAsync(PublishedModel model, Terminal terminal, CancellationToken cancellationToken)
    {
        var removed = new ModelShelf(LocalSettings.FromEnvironment().Home).Remove(model);
        terminal.Say(removed ? $"{model.Name} is removed." : $"{model.Name} is not here.");
        return Task.FromResult(removed ? ExitCode.Done : ExitCode.Failed);
    }

    private static Uri Endpoint()
    {
        var given = Environment.GetEnvironmentVariable("HF_ENDPOINT") is { Length: > 0 } other ? other : "https://huggingface.co";
        return Uri.TryCreate(given.TrimEnd('/') + "/", UriKind.Absolute, out var address) && address.Scheme is "https" or "http" ? address
            : throw new UsageException($"HF_ENDPOINT is '{given}'; it takes an address such as https://huggingface.co.");
    }
}
