using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Amplify.Tools.Inputs;

/// <summary>
/// The name of one prediction: a plain file name, never a path. Made from an id, or from the one full path that carries it.
/// </summary>
public sealed partial record OutputId
{
    private const string Extension = ".out";

    private OutputId(string value) => Value = value;

    public string Value { get; }

    /// <summary>The name of the stored object. Services that choose another extension keep it in the id.</summary>
    public string FileName => Value.Contains('.') ? Value : Value + Extension;

    /// <param name="outputLocation">What a full path must begin with: our bucket and output prefix, or the store's output
    /// directory.</param>
    public static bool TryParse(string text, string outputLocation, [NotNullWhen(true)] out OutputId? id)
    {
        var name = text.Trim();
        if (name.StartsWith(outputLocation, StringComparison.Ordinal)) name = name[outputLocation.Length..];
        if (name.EndsWith(Extension, StringComparison.Ordinal)
            && name.IndexOf('.') == name.Length - Extension.Length) name = name[..^Extension.Length];
        id = Pattern.IsMatch(name) && !name.Contains("..", StringComparison.Ordinal) ? new(name) : null;
        return id is not null;
    }

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{0,127}\z")]
    private static partial Regex Pattern { get; }
}
