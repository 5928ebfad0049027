namespace Amplify.Fuzz.Targets;

/// <summary>Cursors of one question that has many pages.</summary>
internal sealed class Cursors : Target
{
    protected override void Feed(ReadOnlySpan<byte> input) =>
        Bench.Call("get_results", ("output_id", FarEnd.Completed), ("view", "table"), ("cursor", Bench.Text(input)));
}
