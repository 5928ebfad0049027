using System.Globalization;

namespace Amplify.Model;

/// <summary>What could be found out of a checkpoint: its file's hash first, then what it answers.</summary>
/// <param name="Known">The published weights whose file this is, byte for byte; null: none.</param>
/// <param name="Size">The published model of this size; null: none.</param>
/// <param name="Differences">By how much each published answer is missed, and by how much it may be; none where none is known for this size.</param>
public sealed record Verification(
    PublishedWeights? Known, PublishedWeights? Size, IReadOnlyList<(string Sequence, double Difference, double Tolerance)> Differences)
{
    private bool Agrees => Differences.All(it => it.Difference <= it.Tolerance);

    public bool IsVerified => Agrees && (Known is not null || Differences.Count > 0);

    public static Verification Of(AmplifyModel model, CancellationToken cancellationToken)
    {
        var size = PublishedWeights.By(model.Checkpoint.Config);
        PublishedAnswer[] answers = size?.Name == PublishedAnswer.ModelName ? [PublishedAnswer.Second(), PublishedAnswer.Golden()] : [];
        return new(
            PublishedWeights.By(model.Checkpoint.Sha256(cancellationToken)),
            size,
            [.. answers.Select(it => (it.Sequence, it.LargestDifference(model, cancellationToken), it.Tolerance))]);
    }

    /// <summary>What was compared, and what follows from it; the last sentence is the verdict.</summary>
    public IEnumerable<string> Sentences()
    {
        yield return Known is not null
            ? $"SHA-256 of the weights: that of the published {Known.Name}, revision {Known.Revision[..7]}."
            : "SHA-256 of the weights: not that of a published file. The same weights saved anew have another, so this alone says nothing.";
        foreach (var (sequence, difference, tolerance) in Differences)
        {
            yield return string.Create(CultureInfo.InvariantCulture,
                $"Published answer for {sequence[..6]}… ({sequence.Length} residues): largest difference of its logits {difference:0.00000}, at most {tolerance} is the same model.");
        }

        yield return (Known, Agrees, Differences.Count) switch
        {
            (not null, true, > 0) => $"OK: this is {Known.Name}, and this machine computes it correctly.",
            (not null, true, 0) => $"OK: this is {Known.Name}, by its hash alone: no answer of it is published, so what this machine computes is not compared.",
            (not null, false, _) => $"DIFFERENT: the file is {Known.Name}'s, and this machine computes something else. Please report it with the lines above.",
            (null, true, > 0) => $"OK: these weights answer as {PublishedAnswer.ModelName} does, and this machine computes them correctly.",
            (null, false, _) => $"DIFFERENT: these are not the weights of {PublishedAnswer.ModelName}, or they are damaged. Download the checkpoint again.",
            _ when Size is not null => $"NOT VERIFIED: it has {Size.Name}'s size, of which only the hash of the published file is known, and this is another. Download the checkpoint again.",
            _ => "NOT VERIFIED: no published model has this size, so there is nothing to compare it with.",
        };
    }
}
