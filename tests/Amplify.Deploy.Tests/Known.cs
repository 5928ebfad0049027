using Amplify.Tools;

namespace Amplify.Deploy.Tests;

internal static class Known
{
    /// <summary>Every environment variable that is a setting of ours.</summary>
    public static HashSet<string> Settings()
    {
        var read = new HashSet<string>();
        var settings = new Settings(variable =>
        {
            read.Add(variable);
            return null;
        });
        foreach (var property in typeof(Settings).GetProperties()) _ = property.GetValue(settings);
        return read;
    }
}
