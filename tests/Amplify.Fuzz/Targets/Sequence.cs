namespace Amplify.Fuzz.Targets;

/// <summary>Pasted sequences: bare residues or FASTA, and all that people paste instead.</summary>
internal sealed class Sequence : Target
{
    protected override void Feed(ReadOnlySpan<byte> input) => Bench.Call("invoke_endpoint", ("sequence", Bench.Text(input)));
}
