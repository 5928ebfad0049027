using Amplify.Tools.Inputs.Mutations;

namespace Amplify.Tools.Inputs;

/// <summary>Whether the hyphen before a number is a minus.</summary>
public enum Hyphen
{
    None,

    /// <summary>Arg-3: a minus, where there are positions below 1.</summary>
    Either,

    /// <summary>ARG-3-ALA: more likely a mark.</summary>
    Mark,
}

/// <summary>One item of `mutations`, as a person writes it: M1L, p.Met1Leu, K10, *P, K10A:L12F.</summary>
public abstract record MutationQuery(string Text)
{
    public const int MostItems = 100;

    /// <summary>How it was read, where it could be read otherwise.</summary>
    public string? Note { get; init; }

    /// <summary>One residue for another. The wild type is null when the item leaves it out.</summary>
    public sealed record Single(string Text, char? WildType, int Position, char Variant) : MutationQuery(Text)
    {
        public Hyphen Hyphen { get; init; }
    }

    /// <summary>Every substitution of one position: K10.</summary>
    public sealed record Site(string Text, char? WildType, int Position) : MutationQuery(Text)
    {
        public Hyphen Hyphen { get; init; }
    }

    /// <summary>One residue put at every position: *P.</summary>
    public sealed record Everywhere(string Text, char Variant) : MutationQuery(Text);

    /// <summary>Several substitutions in one molecule. The model scores single ones; their sum is only that.</summary>
    public sealed record Combined(string Text, IReadOnlyList<Single> Parts) : MutationQuery(Text);

    /// <summary>What cannot be answered, and why.</summary>
    public sealed record Refused(string Text, string Reason) : MutationQuery(Text);

    /// <param name="most">Items that are read.</param>
    public static IReadOnlyList<MutationQuery> ParseAll(string text, int most = MostItems)
    {
        var items = MutationList.Cut(text).SelectMany(MutationItem.Split).Distinct(StringComparer.Ordinal).ToList();
        var read = items.Take(most).SelectMany(MutationItem.Read).ToList();
        if (items.Count > most) read.Add(new Refused("…",
            $"only the first {most} of {items.Count} items were read; ask for the rest in another call"));
        if (read.TrueForAll(IsBareNumber)) return read;
        return [.. read.Select(it => IsBareNumber(it)
            ? new Refused(it.Text, "a lone number among other items is no site: write its residue (R3), or use positions") : it)];
    }

    /// <summary>An item that is read as one.</summary>
    public static MutationQuery Parse(string item) => MutationItem.Read(TextMarks.Plain(item).Trim()) is [var only]
        ? only : new Refused(SafeText.Quote(item, 40), "several items; send them one by one");

    private static bool IsBareNumber(MutationQuery item) => item is Site { WildType: null } && item.Text.All(char.IsAsciiDigit);
}
