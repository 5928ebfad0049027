using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Amplify.SageMaker.Tests;

/// <summary>Answers each connection's first request with bytes that a test wrote, TLS before them or not, and closes it.</summary>
internal sealed class RawServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stopping = new();
    private readonly Task accepting;

    public RawServer(Func<string, IEnumerable<byte[]>> answer, X509Certificate2? certificate = null)
    {
        listener.Start();
        Address = $"{(certificate is null ? "http" : "https")}://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
        accepting = AcceptAsync(answer, certificate);
    }

    public string Address { get; }

    /// <summary>A root of nobody's, and a certificate of its for this machine.</summary>
    public static (string Root, X509Certificate2 Certificate) Certificates()
    {
        var (from, until) = (TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var ofRoot = new CertificateRequest("CN=Our proxy", rootKey, HashAlgorithmName.SHA256);
        ofRoot.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        ofRoot.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        ofRoot.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(ofRoot.PublicKey, false));
        using var root = ofRoot.CreateSelfSigned(from, until);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(root, true, false));
        using var leaf = request.Create(root, from, until, [1, 2, 3]);
        using var whole = leaf.CopyWithPrivateKey(key);
        return (root.ExportCertificatePem(), X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), null));
    }

    public static byte[] Head(string head) => Encoding.ASCII.GetBytes(head.ReplaceLineEndings("\r\n") + "\r\n\r\n");

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await accepting;
        listener.Dispose();
        stopping.Dispose();
    }

    private async Task AcceptAsync(Func<string, IEnumerable<byte[]>> answer, X509Certificate2? certificate)
    {
        var serving = new List<Task>();
        try
        {
            while (true) serving.Add(ServeAsync(await listener.AcceptTcpClientAsync(stopping.Token), answer, certificate));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(TcpClient client, Func<string, IEnumerable<byte[]>> answer, X509Certificate2? certificate)
    {
        using (client)
        {
            try
            {
                await using var stream = await OpenAsync(client, certificate);
                var request = new StringBuilder();
                var piece = new byte[4096];
                while (!request.ToString().Contains("\r\n\r\n", StringComparison.Ordinal)
                    && await stream.ReadAsync(piece, stopping.Token) is > 0 and var count)
                    request.Append(Encoding.ASCII.GetString(piece, 0, count));
                foreach (var bytes in answer(request.ToString()))
                {
                    await stream.WriteAsync(bytes, stopping.Token);
                    await stream.FlushAsync(stopping.Token);
                }

                client.Client.Shutdown(SocketShutdown.Send);
                while (await stream.ReadAsync(piece, stopping.Token) > 0)
                {
                }
            }
            catch (Exception gone) when (
                gone is IOException or SocketException or OperationCanceledException or AuthenticationException or ObjectDisposedException)
            {
                // the other side has enough
            }
        }
    }

    private async Task<Stream> OpenAsync(TcpClient client, X509Certificate2? certificate)
    {
        if (certificate is null) return client.GetStream();
        var secure = new SslStream(client.GetStream());
        await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, stopping.Token);
        return secure;
    }
}
