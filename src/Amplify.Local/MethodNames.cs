using System.Diagnostics;
using Amplify.Model;

namespace Amplify.Local;

/// <summary>Scoring methods as settings and metadata spell them.</summary>
public static class MethodNames
{
    public const string Auto = "auto";
    public const string Masked = "masked-marginal";
    public const string WildType = "wild-type-marginal";

    public static string Write(ScoringMethod method) => method switch
    {
        ScoringMethod.MaskedMarginal => Masked,
        ScoringMethod.WildTypeMarginal => WildType,
        _ => throw new UnreachableException(),
    };

    /// <summary>null: by the sequence's length.</summary>
    public static ScoringMethod? Read(string name) => name switch
    {
        Masked => ScoringMethod.MaskedMarginal,
        WildType => ScoringMethod.WildTypeMarginal,
        _ => null,
    };
}
