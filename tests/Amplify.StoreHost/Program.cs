using System.Globalization;
using System.Runtime.InteropServices;
using Amplify.Local;
using Amplify.StoreHost;
using Amplify.Tools.Backends;
using Amplify.Tools.Inputs;
using Microsoft.Extensions.Logging.Abstractions;

// <store> <milliseconds a job takes> <jobs to submit> <model> <method> <residues of the last job that ends> [acknowledged]: works on a
// store until standard input ends, and says what it does. Ctrl-C stops it in good order. Acknowledged: after each receipt it waits for a
// line. Made to be killed.
var (home, pace, jobs) = (args[0], int.Parse(args[1], CultureInfo.InvariantCulture), int.Parse(args[2], CultureInfo.InvariantCulture));
var (scorer, last) = (new Scorer(args[3], args[4], new('a', 64)), int.Parse(args[5], CultureInfo.InvariantCulture));
using var interrupted = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
{
    context.Cancel = true;
    interrupted.Cancel();
});
await using var backend = new LocalBackend(
    home, new TalkingPredictor(scorer, TimeSpan.FromMilliseconds(pace), Console.WriteLine, last), TimeProvider.System,
        NullLogger<LocalBackend>.Instance);
try
{
    for (var job = 1; job <= jobs; job++)
    {
        if (!ProteinSequence.TryParse(new string('M', job), out var sequence, out _)) return 1;
        try
        {
            Console.WriteLine($"id {(await backend.SubmitAsync(sequence, interrupted.Token)).OutputId}");
        }
        catch (BackendException refusal)
        {
            Console.WriteLine($"refused {refusal.Message}");
        }

        if (args is [.., "acknowledged"]) await Console.In.ReadLineAsync(interrupted.Token);
    }

    backend.ResumePending();
    Console.WriteLine("ready");
    await Console.In.ReadToEndAsync(interrupted.Token);
    return 0;
}
catch (OperationCanceledException)
{
    return 130;
}
