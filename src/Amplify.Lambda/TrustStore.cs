using System.Runtime.InteropServices;

namespace Amplify.Lambda;

/// <summary>
/// The machine's root certificates. OpenSSL reads them twice, from a bundle and from a directory that holds the same ones file by file, and
/// together they are most of a cold start over TLS. Where there is a whole bundle, the directory is left out: nothing is pinned, every root
/// of the machine still counts.
/// </summary>
internal static partial class TrustStore
{
    private const string FileVariable = "SSL_CERT_FILE";
    private const string DirectoryVariable = "SSL_CERT_DIR";

    // Smaller files are somebody's own roots, meant in addition to the directory.
    private const int WholeBundle = 100_000;

    // Amazon Linux, Debian.
    private static readonly string[] Bundles = ["/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/certs/ca-certificates.crt"];

    public static void ReadBundleOnly()
    {
        if (!OperatingSystem.IsLinux() || Environment.GetEnvironmentVariable(DirectoryVariable) is not null) return;
        var bundle = Environment.GetEnvironmentVariable(FileVariable) ?? Array.Find(Bundles, File.Exists);
        if (bundle is null || new FileInfo(bundle) is not { Exists: true, Length: >= WholeBundle }) return;
        SetVariable(FileVariable, bundle, overwrite: 1);
        SetVariable(DirectoryVariable, "/var/empty", overwrite: 1);
    }

    // OpenSSL reads the process's own environment, which .NET's copy does not reach.
    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
