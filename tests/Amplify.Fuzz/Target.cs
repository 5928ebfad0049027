using Amplify.Fuzz.Targets;

namespace Amplify.Fuzz;

/// <summary>One door by which strangers' bytes come in. Throws where the invariant does not hold behind it.</summary>
internal abstract class Target : IDisposable
{
    /// <summary>What a run may allocate: a constant, and so much for each byte of the input.</summary>
    private const long MostBytes = 512L << 20;
    private const long MostBytesPerByte = 512;
    private static readonly TimeSpan MostWork = TimeSpan.FromSeconds(10);

    /// <summary>By the names of their directories of seeds.</summary>
    public static IReadOnlyDictionary<string, Func<Target>> All { get; } = new Dictionary<string, Func<Target>>
    {
        ["arguments"] = () => new ToolArguments(),
        ["sequence"] = () => new Sequence(),
        ["output-id"] = () => new OutputIds(),
        ["pasted"] = () => new PastedTexts(),
        ["notation"] = () => new Notations(),
        ["question"] = () => new Questions(),
        ["cursor"] = () => new Cursors(),
        ["stored"] = () => new StoredResults(),
        ["lambda"] = () => new Invocations(),
        ["stdio"] = () => new StdioFrames(),
        ["http"] = () => new HttpRequests(),
        ["fasta"] = () => new FastaFiles(),
        ["safetensors"] = () => new Tensors(),
        ["checkpoint"] = () => new CheckpointSettings(),
    };

    protected Target() => Bench = new(Watch);

    protected Watch Watch { get; } = new();

    protected Bench Bench { get; }

    /// <summary>Processor time and memory are counted for the process: nothing else may run in it meanwhile.</summary>
    public void Run(ReadOnlySpan<byte> input)
    {
        var (allocated, worked) = (GC.GetTotalAllocatedBytes(), Environment.CpuUsage.TotalTime);
        Feed(input);
        Watch.NothingUnforeseen();
        allocated = GC.GetTotalAllocatedBytes() - allocated;
        worked = Environment.CpuUsage.TotalTime - worked;
        var most = MostBytes + (MostBytesPerByte * input.Length);
        Invariant.Holds(allocated <= most, $"{input.Length} bytes of input took {allocated >> 20} MB");
        Invariant.Holds(worked <= MostWork, $"{input.Length} bytes of input took {worked.TotalSeconds:0} s of work");
    }

    public virtual void Dispose() => Watch.Dispose();

    protected abstract void Feed(ReadOnlySpan<byte> input);
}
