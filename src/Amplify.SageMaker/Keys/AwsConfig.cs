using Amplify.Tools;

namespace Amplify.SageMaker.Keys;

/// <summary>
/// The two files that the AWS CLI keeps, read as it reads them, at each look anew: a profile may have been corrected since.
/// </summary>
internal sealed class AwsConfig
{
    private readonly Dictionary<string, Dictionary<string, string>> config;
    private readonly Dictionary<string, Dictionary<string, string>> credentials;

    public AwsConfig(Settings settings)
    {
        Profile = settings.Profile;
        config = Read(settings.Text("AWS_CONFIG_FILE") ?? "~/.aws/config");
        credentials = Read(settings.Text("AWS_SHARED_CREDENTIALS_FILE") ?? "~/.aws/credentials");
    }

    /// <summary>The profile in use.</summary>
    public string Profile { get; }

    public string? Region => Of(Profile, "region");

    public string? CaBundle => Of(Profile, "ca_bundle");

    public bool Has(string profile) => ConfigOf(profile) is not null || credentials.ContainsKey(profile);

    /// <summary>What either file says of a profile; the one for credentials outweighs.</summary>
    public string? Of(string profile, string key) => InCredentials(profile, key) ?? InConfig(profile, key);

    public string? InConfig(string profile, string key) => ConfigOf(profile)?.GetValueOrDefault(key);

    public string? InCredentials(string profile, string key) => credentials.GetValueOrDefault(profile)?.GetValueOrDefault(key);

    public string? OfSession(string session, string key) => config.GetValueOrDefault($"sso-session {session}")?.GetValueOrDefault(key);

    private Dictionary<string, string>? ConfigOf(string profile) =>
        config.GetValueOrDefault($"profile {profile}") ?? (profile == "default" ? config.GetValueOrDefault(profile) : null);

    private static Dictionary<string, Dictionary<string, string>> Read(string path)
    {
        var sections = new Dictionary<string, Dictionary<string, string>>(StringComparer.Ordinal);
        var (section, depth) = ((Dictionary<string, string>?)null, 0);
        foreach (var line in LinesOf(AtHome(path)))
        {
            var text = line.Trim();
            var indent = line.Length - line.TrimStart().Length;
            if (text.Length == 0 || text[0] is '#' or ';') continue;
            if (text[0] == '[' && text.IndexOf(']', StringComparison.Ordinal) is > 0 and var end)
            {
                var name = NameOf(text[1..end]);
                if (!sections.TryGetValue(name, out section)) sections[name] = section = [];
                depth = int.MaxValue;
            }
            else if (indent <= depth && text.IndexOfAny(['=', ':']) is > 0 and var at) // deeper: of the key above, as in `s3 =`
            {
                depth = indent;
                if (section is not null) section[text[..at].Trim().ToLowerInvariant()] = text[(at + 1)..].Trim();
            }
        }

        return sections;
    }

    private static string[] LinesOf(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllLines(path) : [];
        }
        catch (Exception absent) when (absent is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    // `profile "two words"` as `profile two words`.
    private static string NameOf(string header) =>
        string.Join(' ', header.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            .Replace("\"", "", StringComparison.Ordinal).Replace("'", "", StringComparison.Ordinal);

    public static string AtHome(string path) => path == "~" || path.StartsWith("~/", StringComparison.Ordinal)
        ? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify) + path[1..]
        : path;
}
