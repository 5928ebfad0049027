namespace Amplify.Fuzz.Targets;

/// <summary>The grammars of get_results, parted by bars: mutations | positions | numbering_offset | view | limit.</summary>
internal sealed class Questions : Target
{
    protected override void Feed(ReadOnlySpan<byte> input)
    {
        var parts = Bench.Text(input).Split('|');
        string? Part(int index) => parts.ElementAtOrDefault(index) is { Length: > 0 } part ? part : null;
        Bench.Call("get_results", ("output_id", FarEnd.Completed), ("mutations", Part(0)), ("positions", Part(1)),
            ("numbering_offset", Part(2)), ("view", Part(3)), ("limit", Part(4)));
    }
}
