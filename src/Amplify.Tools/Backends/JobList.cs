using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Amplify.Tools.Contract;

namespace Amplify.Tools.Backends;

/// <summary>Jobs, newest first.</summary>
/// <param name="Stopped">A sentence, where not all of them were looked at.</param>
public sealed record JobList(IReadOnlyList<ListedJob> Jobs, string? Stopped = null)
{
    /// <summary>As programs read it: JSON by the rules of the wire.</summary>
    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, JobListJson.Wire.JobList);
}

/// <summary>What a list says of a job.</summary>
/// <param name="Status">waiting, running, completed, failed, or removed, where its result is gone.</param>
/// <param name="Model">null: the job's record does not say.</param>
public sealed record ListedJob(string OutputId, string? Name, string Status, int? Length, string? Model, DateTimeOffset? SubmittedAt);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(UtcInstant)])]
[JsonSerializable(typeof(JobList))]
internal sealed partial class JobListJson : JsonSerializerContext
{
    public static JobListJson Wire =>
        field ??= new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
