using System.Net;
using System.Net.Sockets;
using Amazon.Runtime;
using Amplify.SageMaker.Keys;
using Amplify.Tools.Contract;

namespace Amplify.SageMaker;

/// <summary>Why a call to AWS failed, as far as it matters to what a user does next.</summary>
internal enum Cause
{
    NoRegion,
    NoCredentials,
    CredentialsFailed,
    CredentialsSlow,
    SessionExpired,
    CredentialsRefused,
    Clock,
    Denied,
    NoBucket,
    OtherRegion,
    Busy,
    Invalid,
    Model,
    Internal,
    NoAnswer,
    Unreachable,
    Certificate,
    NotAws,
    Unreadable,
    Other,
}

internal static class Causes
{
    public static Cause Of(Exception fault) => KeysException.In(fault)?.Cause ?? fault switch
    {
        NoRegionException => Cause.NoRegion,
        AmazonServiceException it => Of(it),
        AmazonClientException => OfClient(fault),
        TooLargeException or EndOfStreamException => Cause.Unreadable,
        OperationCanceledException or TimeoutException => Cause.NoAnswer,
        HttpRequestException or IOException or SocketException => IsOfCertificate(fault) ? Cause.Certificate : Cause.Unreachable,
        _ => Cause.Other,
    };

    public static bool IsOfCredentials(Cause cause) =>
        cause is Cause.NoCredentials or Cause.CredentialsFailed or Cause.CredentialsSlow or Cause.SessionExpired
            or Cause.CredentialsRefused;

    /// <summary>As a caller's program reads it.</summary>
    public static FaultReason Reason(Cause cause) => cause switch
    {
        Cause.NoRegion => FaultReason.NoRegion,
        Cause.NoCredentials => FaultReason.NoCredentials,
        Cause.CredentialsFailed => FaultReason.CredentialsFailed,
        Cause.CredentialsSlow => FaultReason.CredentialsTimeout,
        Cause.SessionExpired => FaultReason.SessionExpired,
        Cause.CredentialsRefused => FaultReason.CredentialsRefused,
        Cause.Clock => FaultReason.ClockSkew,
        Cause.Denied => FaultReason.AccessDenied,
        Cause.NoBucket => FaultReason.NoSuchBucket,
        Cause.OtherRegion => FaultReason.WrongRegion,
        Cause.Busy => FaultReason.ServiceBusy,
        Cause.Invalid => FaultReason.RequestRefused,
        Cause.Model => FaultReason.ModelFailed,
        Cause.Internal => FaultReason.ServiceFailed,
        Cause.NoAnswer => FaultReason.NoAnswer,
        Cause.Unreachable => FaultReason.Unreachable,
        Cause.Certificate => FaultReason.CertificateNotTrusted,
        Cause.NotAws => FaultReason.NotAws,
        Cause.Unreadable => FaultReason.AnswerUnreadable,
        _ => FaultReason.Unexpected,
    };

    /// <summary>
    /// The request surely led to nothing: AWS refused it by name, or there was no connection to send it on. A failure inside the service, a
    /// page of a gateway and a connection that broke leave it open.
    /// </summary>
    public static bool IsNotTaken(Exception fault) => KeysException.In(fault) is not null || fault switch
    {
        AmazonServiceException { ErrorCode: null or "" } => false,
        AmazonServiceException it => (int)it.StatusCode < 500 || Of(it) == Cause.Busy,
        AmazonClientException or NoRegionException => true,
        HttpRequestException it => it.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
            or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError,
        _ => false,
    };

    /// <summary>The store knows no conditional writes.</summary>
    public static bool IsNotOffered(Exception? fault) =>
        fault is AmazonServiceException { ErrorCode: "NotImplemented" }
            or AmazonServiceException { StatusCode: HttpStatusCode.NotImplemented };

    private static Cause Of(AmazonServiceException fault) => fault.ErrorCode switch
    {
        "ExpiredToken" or "ExpiredTokenException" or "RequestExpired" or "TokenRefreshRequired" => Cause.SessionExpired,
        "RequestTimeTooSkewed" => Cause.Clock,
        "InvalidSignatureException" when fault.Message.StartsWith("Signature expired", StringComparison.Ordinal)
            || fault.Message.StartsWith("Signature not yet current", StringComparison.Ordinal) => Cause.Clock,
        "InvalidAccessKeyId" or "UnrecognizedClientException" or "InvalidClientTokenId" or "InvalidToken" or "SignatureDoesNotMatch"
            or "InvalidSignatureException" or "MissingAuthenticationTokenException" or "IncompleteSignatureException"
            => Cause.CredentialsRefused,
        "AccessDenied" or "AccessDeniedException" or "AllAccessDisabled" or "NotAuthorized" => Cause.Denied,
        "NoSuchBucket" => Cause.NoBucket,
        "PermanentRedirect" or "TemporaryRedirect" or "MovedPermanently" or "AuthorizationHeaderMalformed"
            or "IllegalLocationConstraintException" => Cause.OtherRegion,
        "ServiceUnavailable" or "ServiceUnavailableException" or "SlowDown" or "ThrottlingException" or "Throttling"
            or "TooManyRequestsException" or "RequestLimitExceeded" or "ModelNotReadyException" => Cause.Busy,
        "ValidationError" or "ValidationException" => Cause.Invalid,
        "ModelError" or "ModelErrorException" => Cause.Model,
        "InternalFailure" or "InternalServerException" or "InternalError" or "InternalDependencyException" => Cause.Internal,
        { Length: > 0 } code when code != fault.StatusCode.ToString() => Cause.Other,
        _ => Of(fault.StatusCode), // S3's client makes the status a code where there is none
    };

    // An answer without a code of AWS's: the status is all there is, and it was hardly AWS that spoke.
    private static Cause Of(HttpStatusCode status) => (int)status switch
    {
        < 300 => Cause.Unreadable,
        500 or 530 => Cause.Internal,
        503 or 429 => Cause.Busy,
        _ => Cause.NotAws,
    };

    // The SDK's own exceptions: the network's, one level down, or its own words, which are said and not read.
    private static Cause OfClient(Exception fault)
    {
        for (var inner = fault.InnerException; inner is not null; inner = inner.InnerException)
        {
            if (inner is not AmazonClientException && Of(inner) is not Cause.Other and var cause) return cause;
        }

        return Cause.Other;
    }

    private static bool IsOfCertificate(Exception? fault) =>
        fault is not null && (Wire.IsOfCertificate(fault) || IsOfCertificate(fault.InnerException));
}
