namespace Amplify.Fuzz.Targets;

/// <summary>Output ids and s3 paths; the far end sees to it that only plain file names arrive.</summary>
internal sealed class OutputIds : Target
{
    protected override void Feed(ReadOnlySpan<byte> input) => Bench.Call("get_results", ("output_id", Bench.Text(input)));
}
