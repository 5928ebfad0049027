using Amplify.Tools.Inputs;
using Amplify.Tools.Inputs.Sequences;

namespace Amplify.Fuzz.Targets;

/// <summary>
/// The readers of sequences by themselves: what is read are residues, what is said is fit to be read, and one reader at most knows a text.
/// </summary>
internal sealed class PastedTexts : Target
{
    protected override void Feed(ReadOnlySpan<byte> input)
    {
        var text = Bench.Text(input);
        var read = ProteinSequence.TryParse(text, out var sequence, out var problem);
        foreach (var sentence in read ? sequence!.Normalization.Concat(sequence.Warnings)
            : [problem!.Message, .. problem.Details.Errors]) Invariant.Sentence(sentence);
        var isProtein = !read || (sequence!.Letters.All(ProteinSequence.Residues.Contains)
            && sequence.Length is > 0 and <= ProteinSequence.MaxLength);
        Invariant.Holds(isProtein, "what was read is no protein");
        if (read && ProteinSequence.TryParse(sequence!.Value, out var again, out _)) Invariant.Holds(again.Value == sequence.Value,
            "residues are read as something else");
        else Invariant.Holds(!read, "residues that were read are not read again");

        var pasted = new PastedText(text);
        foreach (var stage in (IEnumerable<SequenceReader>[])[[.. SequenceReaders.Refusing, .. SequenceReaders.Around],
            SequenceReaders.Within])
        {
            var known = stage.Where(it => it.Read(pasted) is not null).Select(it => it.Name).ToList();
            Invariant.Holds(known.Count < 2, $"several readers know the text: {string.Join(", ", known)}");
        }
    }
}
