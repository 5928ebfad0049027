using System.Text.Json;
using Amplify.Tools.Inputs;

namespace Amplify.Tools.Scans;

/// <summary>The stored facts about sites as they are read: a text and some tracks. What does not fit the scan is left out, and nothing of it is kept.</summary>
internal sealed class StoredSites
{
    private static readonly string[] Names = ["conservation", "helix", "strand", "coil"];
    private readonly Dictionary<string, List<float>> tracks = [];
    private string? residues;

    public static IEnumerable<(string Name, float[]? Track)> Tracks(SiteFacts sites) =>
        Names.Zip((float[]?[])[sites.Conservation, sites.HelixShare, sites.StrandShare, sites.CoilShare]);

    public static StoredSites? Read(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return null;
        }

        var sites = new StoredSites();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = NameOf(ref reader);
            reader.Read();
            if (name == "original_aa" && reader.TokenType == JsonTokenType.String) sites.residues = TextOf(ref reader);
            else if (Array.IndexOf(Names, name) >= 0 && reader.TokenType == JsonTokenType.StartArray) sites.ReadTrack(name!, ref reader);
            reader.Skip();
        }

        return sites;
    }

    /// <summary>The residue told for a column; '?' where none is.</summary>
    public char ResidueAt(int column) => column < residues?.Length ? residues[column] : '?';

    public SiteFacts? For(string wildTypes)
    {
        var fitting = Names.Select(name => tracks.TryGetValue(name, out var it) && it.Count == wildTypes.Length ? it.ToArray() : null).ToArray();
        return fitting.All(it => it is null) ? null
            : new(wildTypes) { Conservation = fitting[0], HelixShare = fitting[1], StrandShare = fitting[2], CoilShare = fitting[3] };
    }

    private void ReadTrack(string name, ref Utf8JsonReader reader)
    {
        var track = new List<float>();
        var isClean = true;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.Number && track.Count < VariantScan.MostLength && reader.TryGetSingle(out var value) && float.IsFinite(value))
                track.Add(value);
            else isClean = false;
            reader.Skip();
        }

        if (isClean) tracks[name] = track;
    }

    private static string? NameOf(ref Utf8JsonReader reader)
    {
        if (reader.ValueIsEscaped) return null; // none of ours, and it may be half a surrogate pair
        foreach (var name in Names)
        {
            if (reader.ValueTextEquals(name)) return name;
        }

        return reader.ValueTextEquals("original_aa"u8) ? "original_aa" : null;
    }

    // Our own writer escapes no residue; a text with escapes is none of its.
    private static string? TextOf(ref Utf8JsonReader reader) => reader.ValueIsEscaped || reader.ValueSpan.Length > VariantScan.MostLength ? null
        : string.Concat(reader.ValueSpan.ToArray().Select(it => AminoAcids.RowOf((char)it) >= 0 ? (char)it : '?'));
}
