using System.Net.Sockets;
using System.Security.Authentication;
using Amazon.Runtime;
using Amplify.SageMaker.Keys;
using Amplify.Tools.Inputs;

namespace Amplify.SageMaker;

/// <summary>What a fault says of itself, fit for a user: AWS's own words, the SDK's, or the network's; never a type or a trace.</summary>
internal static class Wire
{
    private const int Longest = 240;

    public static string Said(Exception fault) => fault switch
    {
        AmazonServiceException { ErrorCode: { Length: > 0 } code } it when code != it.StatusCode.ToString() =>
            $"{SafeText.Quote(code)}: {Words(it)}",
        AmazonServiceException it => $"HTTP {(int)it.StatusCode}", // its message may quote the answer, which may be keys
        AmazonClientException or ArgumentException or InvalidOperationException => Words(fault),
        HttpRequestException or IOException or SocketException => Reason(fault),
        OperationCanceledException or TimeoutException => "no answer came in time",
        _ => "the answer could not be read",
    };

    /// <summary>What AWS says, before its code: as older programs print it.</summary>
    public static string Message(Exception fault) =>
        fault is AmazonServiceException { ErrorCode: { Length: > 0 } code } it && code != it.StatusCode.ToString()
        ? $"{Words(it)} ({SafeText.Quote(code)})"
        : Said(fault);

    public static string Reason(Exception fault)
    {
        for (var inner = fault; inner is not null; inner = inner.InnerException)
        {
            if (inner is SocketException socket) return Reason(socket.SocketErrorCode);
            if (IsOfCertificate(inner)) return $"its certificate is not accepted ({SafeText.Quote(inner.Message.TrimEnd('.'), Longest)})";
        }

        return fault is HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError }
            ? "no secure connection can be made"
            : "the connection broke off";
    }

    /// <summary>The other side could prove nothing that counts here. A handshake that failed otherwise has the reason within.</summary>
    public static bool IsOfCertificate(Exception fault) => fault is AuthenticationException { InnerException: null };

    // The SDK adds the whole of an answer that it could read in part only.
    private static string Words(Exception fault) => SafeText.Quote(fault.Message.Split(" Response Body:")[0].TrimEnd('.', ' '), Longest);

    private static string Reason(SocketError error) => error switch
    {
        SocketError.ConnectionRefused => "the connection was refused",
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain or SocketError.NoRecovery => "its name cannot be resolved",
        SocketError.ConnectionReset or SocketError.ConnectionAborted => "the connection was reset",
        SocketError.NetworkUnreachable or SocketError.HostUnreachable => "there is no route to it",
        _ => "the connection failed",
    };
}
