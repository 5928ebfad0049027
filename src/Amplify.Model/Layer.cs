using Amplify.Model.Kernels;

namespace Amplify.Model;

/// <summary>One block's weights, laid out for the kernels.</summary>
internal sealed record Layer(
    FloatBuffer AttentionNorm,
    PackedMatrix QueryKeyValue,
    FloatBuffer? QueryKeyValueBias,
    PackedMatrix Output,
    FloatBuffer? OutputBias,
    FloatBuffer FeedForwardNorm,
    PackedMatrix Gates,
    FloatBuffer? GatesBias,
    PackedMatrix Down,
    FloatBuffer? DownBias);
