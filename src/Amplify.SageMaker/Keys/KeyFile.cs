using Amplify.Tools.Inputs;

namespace Amplify.SageMaker.Keys;

/// <summary>A token that somebody keeps fresh in a file.</summary>
internal static class KeyFile
{
    public static async Task<string> ReadAsync(string path, string what, CancellationToken cancellationToken)
    {
        try
        {
            return (await File.ReadAllTextAsync(AwsConfig.AtHome(path), cancellationToken)).Trim();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new KeysException(
                Cause.CredentialsFailed, $"The {what} cannot be read from {SafeText.Quote(path, 200)}.",
                "See that the file is there and may be read; then repeat the call.", fault);
        }
    }
}
