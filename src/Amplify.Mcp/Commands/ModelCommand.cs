using System.CommandLine;
using System.Globalization;
using Amplify.Local;
using Amplify.Local.Hub;
using Amplify.Model;
using Amplify.Tools;

namespace Amplify.Mcp.Commands;

/// <summary>`model`: looks at a checkpoint, proves it, or serves it as an endpoint's container does.</summary>
internal static class ModelCommand
{
    public static Command Create(PlainWriter output, PlainWriter error)
    {
        var command = new Command("model", "AMPLIFY on this machine: pull it, look at a checkpoint, verify it, serve it")
        {
            Checking("info", "Say what a checkpoint is and what it needs, without loading it", output, error, InfoAsync),
            Checking("verify", "Compare a checkpoint with the published ones: its hash, and what it answers", output, error, VerifyAsync),
            ServeCommand.Create(output, error),
        };
        foreach (var shelf in ShelfCommands.Create(output, error)) command.Add(shelf);
        return command;
    }

    private static Command Checking(
        string name, string description, TextWriter output, TextWriter error, Func<string, TextWriter, CancellationToken, Task<int>> work)
    {
        var directory = new Argument<string>("model") { Description = "A checkpoint's directory, or the name of a model that was pulled" };
        var command = new Command(name, description) { directory };
        command.SetAction((parsed, cancellationToken) => Ending.OfAsync(error.WriteLine,
            () => work(DirectoryOf(parsed.GetRequiredValue(directory)), output, cancellationToken)));
        return command;
    }

    private static string DirectoryOf(string given)
    {
        var shelf = new ModelShelf(LocalSettings.FromEnvironment().Home);
        return PublishedModel.Find(given) is { } named && shelf.Has(named) ? shelf.PathOf(named) : given;
    }

    private static async Task<int> InfoAsync(string directory, TextWriter output, CancellationToken cancellationToken)
    {
        var checkpoint = Checkpoint.Open(directory);
        var (config, threads) = (checkpoint.Config, LocalSettings.FromEnvironment().Threads);
        var speed = Kernel.Measure(Kernel.Best, TimeProvider.System);
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"""
            model       {ModelName.Of(checkpoint)}
            parameters  {checkpoint.Parameters:N0} ({checkpoint.Types})
            shape       {config.Layers} layers, {config.Heads} heads, hidden {config.HiddenSize}, gate {config.GateSize}
            vocabulary  {checkpoint.Vocabulary.Count} tokens
            reads       {checkpoint.MaxResidues:N0} residues at most
            memory      {AmplifyModel.MemoryBytes(checkpoint, threads) / 1e6:0} MB with {threads} threads at full length
            kernel      {Kernel.Describe(Kernel.Best)}, {speed / 1e9:0.0} GFLOP/s a thread
            sha256      {checkpoint.Sha256(cancellationToken)}
            """));
        return ExitCode.Done;
    }

    private static async Task<int> VerifyAsync(string directory, TextWriter output, CancellationToken cancellationToken)
    {
        var checkpoint = Checkpoint.Open(directory);
        var model = AmplifyModel.Load(checkpoint);
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"{ModelName.Of(checkpoint)}: all {checkpoint.Parameters:N0} weights are finite; {Kernel.Describe(model.Width)}"));
        var verification = Verification.Of(model, cancellationToken);
        foreach (var sentence in verification.Sentences()) await output.WriteLineAsync(sentence);
        return verification.IsVerified ? ExitCode.Done : ExitCode.Failed;
    }
}
