using System.Text.Json;
using System.Text.Json.Serialization;

namespace Amplify.Tools.Contract;

/// <summary>
/// Why machinery failed, for a program to read; `details.reason` on the wire. The docs have a row for each; a test compares them.
/// </summary>
[JsonConverter(typeof(JsonStringEnumConverter<FaultReason>))]
public enum FaultReason
{
    // Before anything was asked of AWS.
    [JsonStringEnumMemberName("no_region")] NoRegion,
    [JsonStringEnumMemberName("no_credentials")] NoCredentials,
    [JsonStringEnumMemberName("credentials_failed")] CredentialsFailed,
    [JsonStringEnumMemberName("credentials_timeout")] CredentialsTimeout,
    [JsonStringEnumMemberName("session_expired")] SessionExpired,

    // What AWS answered.
    [JsonStringEnumMemberName("credentials_refused")] CredentialsRefused,
    [JsonStringEnumMemberName("clock_skew")] ClockSkew,
    [JsonStringEnumMemberName("access_denied")] AccessDenied,
    [JsonStringEnumMemberName("no_such_bucket")] NoSuchBucket,
    [JsonStringEnumMemberName("wrong_region")] WrongRegion,
    [JsonStringEnumMemberName("service_busy")] ServiceBusy,
    [JsonStringEnumMemberName("request_refused")] RequestRefused,
    [JsonStringEnumMemberName("model_failed")] ModelFailed,
    [JsonStringEnumMemberName("service_failed")] ServiceFailed,
    [JsonStringEnumMemberName("unexpected_answer")] Unexpected,
    [JsonStringEnumMemberName("unusable_output_location")] UnusableOutputLocation,

    // The way there and back.
    [JsonStringEnumMemberName("no_answer")] NoAnswer,
    [JsonStringEnumMemberName("unreachable")] Unreachable,
    [JsonStringEnumMemberName("certificate_not_trusted")] CertificateNotTrusted,
    [JsonStringEnumMemberName("not_aws")] NotAws,
    [JsonStringEnumMemberName("answer_unreadable")] AnswerUnreadable,

    // Ours.
    [JsonStringEnumMemberName("being_submitted")] BeingSubmitted,
    [JsonStringEnumMemberName("queue_full")] QueueFull,
}

/// <summary>The reasons as text.</summary>
public static class FaultReasons
{
    public static string Wire(FaultReason reason) =>
        JsonSerializer.SerializeToElement(reason, ContractJson.Default.FaultReason).GetString()!;
}
