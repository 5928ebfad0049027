using System.Net.Sockets;
using Amazon.Runtime;
using Amplify.Tools.Inputs;

namespace Amplify.SageMaker;

/// <summary>What a fault says of itself, fit for a user: AWS's own words, or the network's; never a type or a trace.</summary>
internal static class Wire
{
    private const int Longest = 240;

    public static string Said(Exception fault) => fault switch
    {
        AmazonServiceException { ErrorCode: { Length: > 0 } code } it when code != it.StatusCode.ToString() =>
            $"{SafeText.Quote(code)}: {SafeText.Quote(it.Message.TrimEnd('.'), Longest)}",
        AmazonServiceException it => $"HTTP {(int)it.StatusCode}",
        _ => "the answer could not be read",
    };

    public static string Reason(Exception fault)
    {
        for (var inner = fault; inner is not null; inner = inner.InnerException)
        {
            if (inner is SocketException socket) return Reason(socket.SocketErrorCode);
        }

        return fault is HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError }
            ? "no secure connection can be made"
            : "the connection broke off";
    }

    private static string Reason(SocketError error) => error switch
    {
        SocketError.ConnectionRefused => "the connection was refused",
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain or SocketError.NoRecovery => "its name cannot be resolved",
        SocketError.ConnectionReset or SocketError.ConnectionAborted => "the connection was reset",
        SocketError.NetworkUnreachable or SocketError.HostUnreachable => "there is no route to it",
        _ => "the connection failed",
    };
}
