using Amplify.Model.Kernels;

namespace Amplify.Model;

/// <summary>
/// One head of one sequence: keys and values are all its tokens, queries some rows from <paramref name="FirstQuery"/> on.
/// </summary>
internal readonly record struct HeadTask(int Sequence, int Tokens, int Head, int FirstQuery, int Queries);

/// <summary>softmax(q k) v, a block of queries at a time. The scale is in the weights of q, the positions in q and k already.</summary>
internal static unsafe class Attention<TVector, TLanes>
    where TVector : struct
    where TLanes : struct, ILanes<TVector>
{
    public static void Run(ModelConfig config, HeadTask task, Workspace workspace)
    {
        var (size, panel) = (config.HeadSize, Gemm<TVector, TLanes>.PanelWidth);
        var sequence = workspace.ProjectedRow(task.Sequence * task.Tokens) + (task.Head * size);
        PackKeys(sequence + config.HiddenSize, workspace.ProjectedStride, task.Tokens, size, workspace.Keys);
        PackValues(sequence + (2 * config.HiddenSize), workspace.ProjectedStride, task.Tokens, size, workspace.Values);
        workspace.Stages?.Mark(Stage.Packing);

        var scores = workspace.Scores;
        var stride = workspace.ScoresStride(task.Tokens);
        var shares = stackalloc float[Workspace.QueryBlock];
        for (var first = 0; first < task.Queries; first += Workspace.QueryBlock)
        {
            var count = Math.Min(Workspace.QueryBlock, task.Queries - first);
            var queries = workspace.ProjectedRow(task.FirstQuery + first) + (task.Head * size);
            for (var column = 0; column < task.Tokens; column += panel)
            {
                var keys = workspace.Keys + ((nint)column * size);
                Gemm<TVector, TLanes>.Multiply(
                    queries, workspace.ProjectedStride, count, keys, size, scores + column, stride, add: false);
            }

            workspace.Stages?.Mark(Stage.AttentionScores);
            for (var row = 0; row < count; row++)
            {
                shares[row] = Rows<TVector, TLanes>.Exponentials(scores + ((nint)row * stride), task.Tokens);
            }

            workspace.Stages?.Mark(Stage.Softmax);
            for (var column = 0; column < size; column += panel)
            {
                Gemm<TVector, TLanes>.Multiply(
                    scores, stride, count, workspace.Values + ((nint)column * task.Tokens), task.Tokens,
                    workspace.Mixed + column, workspace.MixedStride, add: false);
            }

            for (var row = 0; row < count; row++)
            {
                var target = workspace.AttendedRow(task.FirstQuery + first + row) + (task.Head * size);
                Rows<TVector, TLanes>.Scale(workspace.Mixed + (row * workspace.MixedStride), shares[row], target, size);
            }

            workspace.Stages?.Mark(Stage.AttentionMix);
        }
    }

    // Panels as the tile reads them: the first value of so many keys, the second of them, and so on.
    private static void PackKeys(float* keys, int stride, int tokens, int size, float* target)
    {
        var panel = Gemm<TVector, TLanes>.PanelWidth;
        for (var token = 0; token < tokens; token++)
        {
            var column = target + ((nint)(token / panel) * panel * size) + (token % panel);
            for (var i = 0; i < size; i++) column[i * panel] = keys[i];
            keys += stride;
        }
    }

    // The same for the values: a token after the other. What a panel holds beyond the head is the next one's, and nobody's result.
    private static void PackValues(float* values, int stride, int tokens, int size, float* target)
    {
        var panel = Gemm<TVector, TLanes>.PanelWidth;
        for (var column = 0; column < size; column += panel)
        {
            for (var token = 0; token < tokens; token++)
            {
                var source = values + ((nint)token * stride) + column;
                TLanes.Store(TLanes.Load(source), target);
                TLanes.Store(TLanes.Load(source + TLanes.Count), target + TLanes.Count);
                target += panel;
            }
        }
    }
}
