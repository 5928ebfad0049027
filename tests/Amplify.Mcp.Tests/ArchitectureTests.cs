using System.Reflection;
using Amplify.Local;
using Amplify.Pictures;
using Amplify.SageMaker;
using Amplify.Testing;
using Amplify.Tools;
using Amplify.Tools.Backends;
using Amplify.Tools.Contract;
using Amplify.Tools.Scans;

namespace Amplify.Mcp.Tests;

/// <summary>Which part of the house may name which. A folder is its namespace; what lies in one of its own folders belongs to it.</summary>
public class ArchitectureTests
{
    /// <summary>
    /// Each may name itself and those before it: so there is no ring. Several on one floor are rooms of one thing; the empty name is the
    /// project's own folder.
    /// </summary>
    private static readonly Dictionary<Assembly, string[][]> Floors = new()
    {
        [typeof(ToolRunner).Assembly] = [["Contract"], ["Inputs"], ["Scans"], ["Libraries"], ["Assays"], ["Backends"], ["", "Batches"]],
        [typeof(Composition).Assembly] = [["Protocol"], [""], ["Stdio"], ["Http"], ["Inference"], ["Commands"]],
    };

    private static readonly Type[] Envelopes =
        [typeof(Envelope), typeof(ToolData), typeof(ContractJson), typeof(ITool), typeof(ToolRunner), typeof(Answer)];

    [Fact]
    public void A_folder_names_only_those_on_the_floors_below_it()
    {
        foreach (var (assembly, floors) in Floors)
        {
            var root = assembly == typeof(ToolRunner).Assembly ? "Amplify.Tools" : "Amplify.Mcp";

            var upwards = Arrows.From(assembly)
                .Select(it => (it.From, To: Arrows.Outermost(it.To as Type ?? it.To.DeclaringType!)))
                .Where(it => it.To.Assembly == assembly && FloorOf(it.From) is { } from && FloorOf(it.To) is { } to && to > from)
                .Select(it => $"{it.From.FullName} names {it.To.FullName}").Distinct();

            Assert.Empty(upwards);

            int? FloorOf(Type type)
            {
                if (type.Namespace != root && type.Namespace?.StartsWith(root + ".", StringComparison.Ordinal) != true) return null;
                var folder = type.Namespace[root.Length..].TrimStart('.').Split('.')[0];
                var floor = Array.FindIndex(floors, it => it.Contains(folder));
                Assert.True(floor >= 0, $"{type.FullName} is in a folder that has no floor yet");
                return floor;
            }
        }
    }

    [Fact]
    public void This_host_calls_the_runner_and_nothing_deeper() => Assert.Empty(HostRule.Broken(typeof(Composition).Assembly));

    [Fact]
    public void Backends_know_nothing_of_how_envelopes_are_written()
    {
        Assembly[] backends = [typeof(LocalBackend).Assembly, typeof(SageMakerBackend).Assembly];

        var known = backends.SelectMany(Arrows.From)
            .Concat(Arrows.From(typeof(ToolRunner).Assembly).Where(it => it.From.Namespace == typeof(JobKey).Namespace))
            .Where(it => Envelopes.Contains(Arrows.Outermost(it.To as Type ?? it.To.DeclaringType!)));

        Assert.Empty(known.Select(it => $"{it.From.FullName} names {it.To}"));
    }

    [Theory]
    [InlineData(typeof(ToolRunner), "")]
    [InlineData(typeof(HeatMapPng), "Amplify.Tools")]
    [InlineData(typeof(LocalBackend), "Amplify.Model Amplify.Tools")]
    [InlineData(typeof(SageMakerBackend), "Amplify.SageMakerRuntime Amplify.Tools")]
    public void A_project_names_only_these_of_ours(Type member, string projects) =>
        Assert.Equal(projects.Split(' ', StringSplitOptions.RemoveEmptyEntries), HostRule.Ours(member.Assembly));

    [Fact]
    public void An_arrow_is_seen_in_signatures_and_in_bodies()
    {
        var seen = Arrows.From(typeof(ToolRunner).Assembly).ToList();

        Assert.Contains(seen, it => it.From == typeof(ToolRunner) && it.To == (MemberInfo)typeof(ITool));
        Assert.Contains(seen, it => it.From == typeof(VariantQuery) && it.To.DeclaringType == typeof(ScanSummary));
        Assert.Contains(seen, it => it.From.Name == "GetResults" && it.To is MethodInfo { Name: nameof(IPredictionBackend.FetchAsync) });
    }
}
