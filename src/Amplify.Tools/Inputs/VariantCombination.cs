using System.Diagnostics.CodeAnalysis;

namespace Amplify.Tools.Inputs;

/// <summary>Several substitutions in one molecule, for the model to score together; valid because it exists.</summary>
public sealed class VariantCombination
{
    public const int Most = 200;
    public const int MostSites = 10;

    private VariantCombination(string letters, IEnumerable<(int Column, char Residue)> sites)
    {
        Sites = [.. sites.OrderBy(it => it.Column)];
        Name = string.Join(':', Sites.Select(it => $"{letters[it.Column]}{it.Column + 1}{it.Residue}"));
    }

    /// <summary>A10V:L12F, by position: two combinations are the same where this is.</summary>
    public string Name { get; }

    /// <summary>0-based columns, ascending, and the residues that are put there.</summary>
    public IReadOnlyList<(int Column, char Residue)> Sites { get; }

    /// <summary>Reads combinations in any notation; one that cannot be scored refuses them all, with its reason.</summary>
    /// <param name="letters">The residues of the sequence: wild types are checked.</param>
    public static bool TryReadAll(string text, string letters, [NotNullWhen(true)] out IReadOnlyList<VariantCombination>? combinations,
        [NotNullWhen(false)] out string? problem)
    {
        var items = MutationQuery.ParseAll(text, Most);
        problem = items.Count == 0 ? "'variants' is empty; write A10V:L12F" : items.Select(it => Problem(it, letters)).FirstOrDefault(it =>
            it is not null);
        combinations = problem is not null ? null
            : [.. items.Select(it => new VariantCombination(letters, Parts(it)!.Select(part => (part.Position - 1, part.Variant))))
                .DistinctBy(it => it.Name)];
        return combinations is not null;
    }

    /// <summary>Those of a job's input, as <see cref="Name"/> wrote them.</summary>
    public static IReadOnlyList<VariantCombination>? Recall(IReadOnlyList<string>? names, string letters) => names is null or []
        ? [] : TryReadAll(string.Join('\n', names), letters, out var combinations, out _) ? combinations : null;

    private static IReadOnlyList<MutationQuery.Single>? Parts(MutationQuery item) => item switch
    {
        MutationQuery.Single it => [it],
        MutationQuery.Combined it => it.Parts,
        _ => null,
    };

    private static string? Problem(MutationQuery item, string letters)
    {
        if (item is MutationQuery.Refused refused) return $"variants: {refused.Text}: {refused.Reason}";
        if (Parts(item) is not { } parts) return $"variants: {item.Text}: a combination takes single substitutions only, such as A10V:L12F";
        return parts.Select(it => Problem(it, letters)).FirstOrDefault(it => it is not null) is { } problem
            ? $"variants: {item.Text}: {problem}" : null;
    }

    private static string? Problem(MutationQuery.Single part, string letters)
    {
        if (part.Position < 1 || part.Position > letters.Length) return $"position {part.Position} is outside 1 to {letters.Length}";
        var there = letters[part.Position - 1];
        if (part.WildType is { } named && named != there) return $"position {part.Position} is {there}, not {named}";
        return part.Variant == there ? $"{there} is what position {part.Position} has" : null;
    }
}
