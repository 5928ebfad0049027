using System.Globalization;
using Amplify.Local;
using Amplify.StoreHost;
using Amplify.Tools.Inputs;
using Microsoft.Extensions.Logging.Abstractions;

// <store> <milliseconds a job takes> <jobs to submit> [<residues of the last job that ends>]: works on a store until standard input ends, and says what it does. Made to be killed.
var (home, pace, jobs) = (args[0], int.Parse(args[1], CultureInfo.InvariantCulture), int.Parse(args[2], CultureInfo.InvariantCulture));
var last = args.Length > 3 ? int.Parse(args[3], CultureInfo.InvariantCulture) : int.MaxValue;
await using var backend = new LocalBackend(
    home,
    new TalkingPredictor(TimeSpan.FromMilliseconds(pace), Console.WriteLine, last),
    TimeProvider.System,
    NullLogger<LocalBackend>.Instance);

for (var job = 1; job <= jobs; job++)
{
    if (!ProteinSequence.TryParse(new string('M', job), out var sequence, out _)) return 1;
    Console.WriteLine($"id {(await backend.SubmitAsync(sequence, CancellationToken.None)).OutputId}");
}

backend.ResumePending();
Console.WriteLine("ready");
await Console.In.ReadToEndAsync();
return 0;
