using System.Diagnostics;
using Amplify.Fuzz;
using SharpFuzz;

switch (args)
{
    case ["list"]:
        foreach (var name in Target.All.Keys) Console.WriteLine(name);
        return 0;

    case ["instrument", .. var libraries]:
        foreach (var library in libraries) Fuzzer.Instrument(library, _ => true, Options.Value);
        return 0;

    case ["afl", var name]:
        Timer? noting = null; // begins with the first input, which only the process that is fuzzed ever sees
        using (var target = new LastingTarget(name))
        {
            Fuzzer.OutOfProcess.Run(input =>
            {
                noting ??= new(_ => NotePeak(name), null, 0, 1_000);
                RunLogged(target, name, Bytes(input));
            });
        }

        noting?.Dispose();
        return 0;

    case ["replay", var name, .. var files]:
        using (var target = new LastingTarget(name)) return Array.FindAll(files, file => !Replays(target, file)).Length;

    default:
        Console.Error.WriteLine("Amplify.Fuzz list | instrument <dll>… | replay <target> <file>… | afl <target> (under afl-fuzz)");
        return 2;
}

static byte[] Bytes(Stream stream)
{
    using var all = new MemoryStream();
    stream.CopyTo(all);
    return all.ToArray();
}

static string Noted(string name, string what) => Path.Combine(Path.GetTempPath(), $"{name}.{what}");

static void NotePeak(string name) => File.WriteAllText(Noted(name, "peak"), $"{Process.GetCurrentProcess().PeakWorkingSet64 >> 20}");

// A case that depends on those before it does not replay: what was seen stands beside what was found.
static void RunLogged(LastingTarget target, string name, byte[] input)
{
    try
    {
        target.Run(input);
    }
    catch (Exception fault)
    {
        File.AppendAllText(Noted(name, "txt"), $"{Convert.ToBase64String(input)}\n{fault}\n\n");
        throw;
    }
}

static bool Replays(LastingTarget target, string file)
{
    try
    {
        target.Run(File.ReadAllBytes(file));
        return true;
    }
    catch (Exception fault)
    {
        Console.WriteLine($"{file}: {fault}");
        return false;
    }
}
