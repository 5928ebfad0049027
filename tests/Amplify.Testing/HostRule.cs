using System.Reflection;
using Amplify.Tools;
using Amplify.Tools.Backends;
using Amplify.Tools.Scans;

namespace Amplify.Testing;

/// <summary>A host calls the runner and nothing deeper: no tool, no backend's jobs, no stored result that it reads for itself.</summary>
public static class HostRule
{
    private static readonly string[] Jobs = [nameof(IPredictionBackend.SubmitAsync), nameof(IPredictionBackend.SubmitOnceAsync),
        nameof(IPredictionBackend.FetchAsync), nameof(IPredictionBackend.FetchSitesAsync)];

    public static IEnumerable<string> Broken(Assembly host) =>
        from arrow in Arrows.From(host)
        where arrow.To is MethodInfo method && IsDeeper(method)
        select $"{arrow.From.FullName} calls {arrow.To.DeclaringType!.Name}.{arrow.To.Name}";

    /// <summary>The projects of ours that an assembly was compiled against and names.</summary>
    public static IEnumerable<string> Ours(Assembly assembly) => assembly.GetReferencedAssemblies().Select(it => it.Name!)
        .Where(it => it.StartsWith("Amplify.", StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    private static bool IsDeeper(MethodInfo method) =>
        (typeof(ITool).IsAssignableFrom(method.DeclaringType) && method.Name == nameof(ITool.CallAsync))
        || (typeof(IPredictionBackend).IsAssignableFrom(method.DeclaringType) && Jobs.Contains(method.Name))
        || (method.DeclaringType == typeof(StoredResult) && method.Name == nameof(StoredResult.Read));
}
