using Amplify.Tools.Backends;
using Amplify.Tools.Inputs;

namespace Amplify.Tools;

/// <summary>
/// Stands in where a setting is wrong and the caller sees nothing but answers: a host that did not start would say nothing. Every call is
/// answered with the setting's name.
/// </summary>
/// <param name="advice">Where to correct it; null: the problem's own sentence says enough.</param>
public sealed class Unconfigured(SettingException problem, string? advice = null) : IPredictionBackend
{
    public string OutputLocation => throw Refusal;

    public Task<Submission> SubmitAsync(ProteinSequence sequence, CancellationToken cancellationToken) => throw Refusal;

    public Task<Prediction> FetchAsync(OutputId id, CancellationToken cancellationToken) => throw Refusal;

    public Task<JobList> ListAsync(int most, CancellationToken cancellationToken) => throw Refusal;

    private SettingException Refusal => advice is null ? problem
        : new(problem.Variable, $"{problem.Message.TrimEnd('.')}. {advice}");
}
