using System.Text.Json.Serialization;

namespace Amplify.Tools.Backends;

/// <summary>All that the scores of a sequence depend on besides its residues: two programs with equal scorers answer a job alike.</summary>
/// <param name="Model">Name and version.</param>
/// <param name="Method">As the result's metadata spells it; settled, never "auto".</param>
/// <param name="WeightsSha256">null: the model has none beside this program.</param>
/// <param name="WindowResidues">null: the model sees the whole sequence.</param>
/// <remarks>
/// A member this version does not know makes it no scorer at all: what a later version depends on is never left out of account.
/// </remarks>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record Scorer(string Model, string Method, string? WeightsSha256 = null, int? WindowResidues = null)
{
    /// <summary>For a reader who has to find the program that runs it.</summary>
    public override string ToString() =>
        $"{Model}, method {Method}{(WindowResidues is { } window ? $", windows of {window} residues" : "")}"
            + (WeightsSha256 is { } hash ? $", weights {hash[..Math.Min(8, hash.Length)]}" : "");

    /// <summary>What sets the jobs of one scorer apart from another's under a <see cref="JobKey"/>.</summary>
    public IEnumerable<string> Parts => [Model, Method, WeightsSha256 ?? "", $"{WindowResidues}"];
}
