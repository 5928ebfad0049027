using System.Text.RegularExpressions;
using Amplify.Model;

namespace Amplify.Local;

/// <summary>
/// What a checkpoint is called: by itself, by its directory, or else by its size. The weights' hash is what identifies it.
/// </summary>
public static partial class ModelName
{
    public static string Of(Checkpoint checkpoint)
    {
        var folders = Path.GetFullPath(checkpoint.Directory).Split(Path.DirectorySeparatorChar);
        var names = folders.Reverse().Prepend(checkpoint.Config.Origin ?? "").Select(it => Published.Match(it));
        return names.FirstOrDefault(it => it.Success)?.Value ?? $"AMPLIFY with {checkpoint.Parameters / 1e6:0.#}M parameters";
    }

    [GeneratedRegex("AMPLIFY_[0-9]+M(_base)?", RegexOptions.CultureInvariant)]
    private static partial Regex Published { get; }
}
