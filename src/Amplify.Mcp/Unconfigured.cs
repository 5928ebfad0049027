using Amplify.Tools;
using Amplify.Tools.Backends;
using Amplify.Tools.Contract;
using Amplify.Tools.Inputs;

namespace Amplify.Mcp;

/// <summary>
/// Stands in where a setting is wrong and the caller cannot see standard error: a server that did not start would be a client's
/// "disconnected", which says nothing. Every call is answered with the setting's name.
/// </summary>
internal sealed class Unconfigured(SettingException problem) : IPredictionBackend
{
    public string OutputLocation => throw Refusal;

    public Task<Submission> SubmitAsync(ProteinSequence sequence, CancellationToken cancellationToken) => throw Refusal;

    public Task<Prediction> FetchAsync(OutputId id, CancellationToken cancellationToken) => throw Refusal;

    private BackendException Refusal => new(
        ErrorCode.Configuration,
        $"{problem.Message.TrimEnd('.')}. Correct it where your client starts this server (its env block), then restart the client. "
            + "Nothing was submitted or read.",
        new ErrorDetails.Choice(null, [problem.Variable]),
        problem);
}
