using System.Text;
using System.Text.Json.Nodes;
using Amplify.Tools.Contract;
using Amplify.Tools.Libraries;
using Amplify.Tools.Scans;

namespace Amplify.Tools;

/// <summary>At most two calls that suggest themselves after an answer, their arguments ready to use.</summary>
internal static class NextSteps
{
    private const int Most = 2;
    private const int LongestSequence = 200;
    private const int MostSites = 5; // of a library that can still be screened
    private const string Ask = "get_results";

    public static IReadOnlyList<NextStep>? After(ToolData.Completed data, ResultQuestion question, VariantScan scan)
    {
        var steps = Candidates(data, question, scan).Take(Most).ToList();
        return steps.Count == 0 ? null : steps;
    }

    private static IEnumerable<NextStep> Candidates(ToolData.Completed data, ResultQuestion question, VariantScan scan)
    {
        if (data.Combined is { } combined && combined.All(it => it.Kind == "additive") && scan.Scale.Unit == ScoreScale.LogLikelihoodRatio
            && scan.Length <= LongestSequence && !scan.WildTypes.Contains('?') && question.Numbering.Offset == 0)
        {
            yield return new("invoke_endpoint", "the model itself can score combinations", Arguments(
                ("variants", string.Join(", ", combined.Select(it => it.Mutation))), ("sequence", scan.WildTypes)));
        }

        if (question.IsOverview)
            yield return Step(data, question, "three cautious changes at three sites",
                ("view", "table"), ("classes", VariantFilter.ConservativeOnly), ("per_site", 1), ("limit", 3));
        if (data.Library is null && (question.IsOverview || question.Positions is not null || data.Assay is not null))
        {
            var sites = question.Columns() is { Count: > 0 and <= MostSites } asked ? asked
                : LibraryDesign.BestSites(scan, LibraryView.SitesUnasked);
            yield return Step(data, question, "codons to order at these sites",
                ("view", "library"), ("positions", string.Join(',', sites.Select(it => it + 1 + question.Numbering.Offset))));
        }
    }

    private static NextStep Step(ToolData.Completed data, ResultQuestion question, string why,
        params IEnumerable<(string, JsonNode?)> arguments)
    {
        IEnumerable<(string, JsonNode?)> numbering = question.Numbering.Offset == 0
            ? [] : [("numbering_offset", question.Numbering.Offset)];
        return new(Ask, why, Arguments([("output_id", data.OutputId), .. arguments, .. numbering]));
    }

    private static RawJson Arguments(params IEnumerable<(string Name, JsonNode? Value)> arguments) => new(Encoding.UTF8.GetBytes(
        new JsonObject(arguments.Select(it => KeyValuePair.Create(it.Name, it.Value))).ToJsonString()));
}
