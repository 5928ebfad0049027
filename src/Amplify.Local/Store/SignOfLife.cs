using System.Globalization;
using System.Text;

namespace Amplify.Local.Store;

/// <summary>What the process that works on a job says of it every few seconds.</summary>
internal sealed record SignOfLife(int Percent, int ProcessId, DateTimeOffset At)
{
    /// <summary>Older than that: its process stands still, or has gone.</summary>
    public static readonly TimeSpan Overdue = TimeSpan.FromSeconds(30);

    public static SignOfLife? Read(FileStore store, string id)
    {
        try
        {
            if (FileStore.ReadSmall(store.Progress(id)) is not { } bytes) return null;
            var parts = Encoding.ASCII.GetString(bytes).Split(' ');
            return parts.Length == 3 && Number(parts[0]) is { } percent && Number(parts[1]) is { } process
                && Number(parts[2]) is { } seconds
                ? new((int)Math.Min(percent, 100), (int)Math.Min(process, int.MaxValue),
                    DateTimeOffset.FromUnixTimeSeconds(Math.Min(seconds, int.MaxValue)))
                : null;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public void Write(FileStore store, string id) => store.Write(
        store.Progress(id), string.Create(CultureInfo.InvariantCulture, $"{Percent} {ProcessId} {At.ToUnixTimeSeconds()}"), durable: false);

    private static long? Number(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
