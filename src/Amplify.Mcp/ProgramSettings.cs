using Amplify.Local;
using Amplify.SageMaker;
using Amplify.Tools;

namespace Amplify.Mcp;

/// <summary>How this program is set: which backend, and what that and the tools read.</summary>
internal sealed class ProgramSettings
{
    private ProgramSettings(BackendSettings backend, ToolSettings tools) => (Backend, Tools) = (backend, tools);

    public BackendSettings Backend { get; }
    public ToolSettings Tools { get; }

    /// <summary>Unless forced, an endpoint or a bucket that is named means SageMaker. Only the backend that is used is read.</summary>
    public static ProgramSettings Read(SettingReader read)
    {
        const string Local = "local", SageMaker = "sagemaker";
        var named = read.Text(EndpointSettings.EndpointVariable) ?? read.Text(EndpointSettings.BucketVariable);
        var isLocal = read.Choice("AMPLIFY_BACKEND", named is null ? Local : SageMaker, Local, SageMaker) == Local;
        BackendSettings backend = isLocal ? new BackendSettings.Local(new(read)) : new BackendSettings.SageMaker(new(read));
        return new(backend, new(read, reuses: isLocal)); // reuse costs the endpoint's backend more requests
    }
}

/// <summary>Which backend stands behind the tools.</summary>
internal abstract record BackendSettings
{
    private BackendSettings()
    {
    }

    public sealed record Local(LocalSettings Settings) : BackendSettings;

    public sealed record SageMaker(EndpointSettings Settings) : BackendSettings;
}
