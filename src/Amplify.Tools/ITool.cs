using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Amplify.Tools.Contract;

namespace Amplify.Tools;

/// <summary>One tool: its contract and its one path. Everything a host shows of it is projected from here.</summary>
public interface ITool
{
    string Name { get; }

    string Title { get; }

    /// <summary>Written for a model that has to choose and use the tool.</summary>
    string Description { get; }

    /// <summary>JSON Schema of the arguments, limits taken from the input types.</summary>
    JsonElement InputSchema { get; }

    /// <summary>What `data` can be when the call succeeds.</summary>
    IReadOnlyList<JsonTypeInfo> DataTypes { get; }

    /// <summary>true: the call changes nothing anywhere.</summary>
    bool ReadsOnly { get; }

    /// <summary>What a refusal of the arguments ends with.</summary>
    string Untouched => ReadsOnly ? "Nothing was read." : "Nothing was submitted.";

    /// <summary>The code of a failure nobody foresaw in this tool.</summary>
    ErrorCode Unforeseen { get; }

    Task<Answer> CallAsync(JsonElement arguments, CallContext context, CancellationToken cancellationToken);
}
