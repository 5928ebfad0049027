namespace Amplify.Model;

/// <summary>The published checkpoints, and what identifies the weights file of each.</summary>
public sealed record PublishedWeights(string Name, string Revision, string Sha256, int HiddenSize, int Layers)
{
    public static IReadOnlyList<PublishedWeights> All { get; } =
    [
        new("AMPLIFY_120M", "d918a9e8c64dc43f6ec4996022c3deba14d66470", "a2375f1f54cbe00bdbe27eedcd039c92d12f165720c0349bc582a6eb42c099ce", 640, 24),
        new("AMPLIFY_350M", "223e35e4e2074fadfdc1617f3451b14fa5ace1c8", "9df2a8e1c6c220914b2e231008d5372235192c98e47f28abc4bf17e0ea97b5ed", 960, 32),
    ];

    /// <summary>null: no published file has this hash.</summary>
    public static PublishedWeights? By(string sha256) => All.FirstOrDefault(it => it.Sha256 == sha256);

    /// <summary>null: no published model has this size.</summary>
    public static PublishedWeights? By(ModelConfig config) =>
        All.FirstOrDefault(it => (it.HiddenSize, it.Layers) == (config.HiddenSize, config.Layers));
}
