using System.Text;

namespace Amplify.Tools.Inputs;

/// <summary>A name as a file may be called on every file system.</summary>
public static class SafeFileName
{
    private const int Longest = 80;

    // Windows opens a device under these names, whatever ending they have.
    private static readonly string[] Devices =
        ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", .. Enumerable.Range(0, 10).SelectMany(it => new[] { $"COM{it}", $"LPT{it}" })];

    /// <summary>Letters, digits, dots, hyphens and underscores, none of them a path's or a shell's; null: nothing is left.</summary>
    public static string? Of(string? name)
    {
        var safe = new StringBuilder();
        foreach (var rune in (name ?? "").EnumerateRunes())
            safe.Append(rune.IsAscii && (char.IsAsciiLetterOrDigit((char)rune.Value) || rune.Value is '-' or '.' or '_') ? (char)rune.Value
                : '_');
        var text = safe.ToString(0, Math.Min(safe.Length, Longest)).TrimStart('.', '-').TrimEnd('.', '_')
            .Replace("..", "._", StringComparison.Ordinal);
        if (text.Trim('_', '.', '-').Length == 0) return null;
        return Devices.Contains(text.Split('.')[0], StringComparer.OrdinalIgnoreCase) ? $"_{text}" : text;
    }
}
