using Amplify.Tools.Inputs;

namespace Amplify.Fuzz.Targets;

/// <summary>Mutations and positions as people write them, asked of a result whose numbering may go below 1.</summary>
internal sealed class Notations : Target
{
    private const int MostRead = (MutationQuery.MostItems * 20) + 1;

    protected override void Feed(ReadOnlySpan<byte> input)
    {
        var text = Bench.Text(input);
        var read = MutationQuery.ParseAll(text);
        Invariant.Holds(read.Count <= MostRead, $"{read.Count} items were read");
        foreach (var item in read)
        {
            Invariant.Holds(item.Text.Length <= 50, $"an item is shown in {item.Text.Length} characters");
            Invariant.Sentence(item.Text);
            Invariant.Sentence(item is MutationQuery.Refused refused ? refused.Reason : item.Note ?? "");
        }

        Invariant.Sentence(PositionSet.TryParse(text, out _, out var problem) ? "" : problem);
        Bench.Call("get_results", ("output_id", FarEnd.Completed), ("mutations", text), ("numbering_offset", "-20"));
    }
}
