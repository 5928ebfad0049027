using System.ComponentModel;
using System.Diagnostics;

namespace Amplify.Mcp.Commands;

/// <summary>Shows a page in whatever this machine shows pages with.</summary>
internal static class PageOpener
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5); // an opener hands over and ends; one that stays is at work

    /// <returns>null: it was opened; otherwise why not, and where the page is.</returns>
    public static async Task<string?> OpenAsync(string path, CancellationToken cancellationToken)
    {
        var opener = OperatingSystem.IsWindows() ? null : OperatingSystem.IsMacOS() ? "open" : "xdg-open";
        var start = opener is null ? new ProcessStartInfo(path) { UseShellExecute = true }
            : new ProcessStartInfo(opener, [path]) { RedirectStandardOutput = true, RedirectStandardError = true };
        var there = $"Open it yourself: {new Uri(path).AbsoluteUri}";
        try
        {
            using var process = Process.Start(start);
            if (process is null || opener is null) return null;
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patience.CancelAfter(Patience);
            await process.WaitForExitAsync(patience.Token);
            return process.ExitCode == 0 ? null : $"{opener} could not open the page. {there}";
        }
        catch (Win32Exception)
        {
            return $"Nothing here opens pages{(opener is null ? "" : $" ({opener} is not there)")}. {there}";
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }
}
