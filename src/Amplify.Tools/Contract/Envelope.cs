using System.Text.Json.Serialization;

namespace Amplify.Tools.Contract;

/// <summary>The one shape every tool call returns, whichever host carried it.</summary>
[JsonDerivedType(typeof(Succeeded)), JsonDerivedType(typeof(Failed))]
public abstract record Envelope
{
    private Envelope()
    {
    } // closed: Succeeded and Failed are all there is

    [JsonPropertyOrder(-1)] public bool Success => this is Succeeded;

    /// <summary>Stamped by <see cref="ToolRunner"/>; tools leave it alone.</summary>
    [JsonPropertyOrder(1)] public DateTimeOffset Timestamp { get; init; }

    public sealed record Succeeded(string Message, ToolData Data) : Envelope;

    public sealed record Failed(ErrorCode ErrorCode, string Message, ErrorDetails? Details = null) : Envelope;
}
