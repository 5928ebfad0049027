namespace Amplify.Model;

/// <summary>
/// How one publisher stores the network: what the tensors are called, which of ours lie together in one, in which order their rows stand.
/// Written after the publishers' own conversions.
/// </summary>
internal abstract class Layout
{
    private static readonly Layout Published = new PublishedLayout();
    private static readonly Layout[] Others = [new TransformerEngineLayout(), new FlairLayout(), new MultiMoleculeLayout()];

    /// <summary>The layout of which these are the tensors; if it is nobody's, the authors', whose tensors will be missed by name.</summary>
    public static Layout Of(IReadOnlyDictionary<string, TensorEntry> stored) =>
        Others.FirstOrDefault(it => stored.ContainsKey(it.Embedding)) ?? Published;

    /// <summary>What configurations of this layout call things, where names differ.</summary>
    public virtual ConfigKeys Keys => ConfigKeys.Published;

    /// <summary>The tensor of the embedding, which no other layout calls so.</summary>
    protected abstract string Embedding { get; }

    /// <summary>Beginnings of the names that belong to the network. A tensor called so that is not ours contradicts config.json.</summary>
    protected abstract IReadOnlyList<string> Own { get; }

    /// <param name="name">One of <see cref="Architecture.Tensors"/>.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="stored">What the files hold: earlier versions of a layout had other names.</param>
    public abstract IReadOnlyList<Piece> Pieces(
        string name, long[] shape, ModelConfig config, IReadOnlyDictionary<string, TensorEntry> stored);

    public bool IsOwn(string stored) => Own.Any(it => stored.StartsWith(it, StringComparison.Ordinal)) && !IsBeside(stored);

    /// <summary>What such a file may hold beside the network.</summary>
    protected virtual bool IsBeside(string stored) => false;

    protected static Piece[] Whole(string stored, long[] shape) => [new(stored, shape, (int)shape[0])];

    /// <summary>The layer a tensor belongs to, and what it is called there; null: it belongs to none.</summary>
    protected static (int? Layer, string Part) Place(string name) =>
        name.Split('.', 3) is [Architecture.Layers, var layer, var part] ? (int.Parse(layer), part) : (null, name);
}

/// <summary>Rows of a stored tensor, all or a part of one of ours. Of a vector, a row is a value.</summary>
/// <param name="Stored">Its name in the file.</param>
/// <param name="Shape">Its shape there.</param>
/// <param name="Rows">How many rows of ours these are.</param>
/// <param name="Row">Which of its rows is ours; null: the same.</param>
internal sealed record Piece(string Stored, long[] Shape, int Rows, Func<int, int>? Row = null);

/// <summary>What a layout's config.json calls things.</summary>
/// <param name="IsGateWhole">intermediate_size is the size of the gates itself, not 3/2 of it.</param>
internal sealed record ConfigKeys(
    string MaxTokens, string Epsilon, string AttentionBias, string FeedForwardBias, bool IsGateWhole = false)
{
    public static readonly ConfigKeys Published = new("max_length", "norm_eps", "att_bias", "ffn_bias");
}
