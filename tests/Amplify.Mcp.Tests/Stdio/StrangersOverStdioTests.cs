using Amplify.Testing;

namespace Amplify.Mcp.Tests.Stdio;

public class StrangersOverStdioTests
{
    [Theory]
    [InlineData("v1.mjs", false)]
    [InlineData("v2.mjs", false)]
    [InlineData("v1.mjs", true)]
    [InlineData("v2.mjs", true)]
    public async Task TypeScript_clients_complete_the_flow(string script, bool native)
    {
        using var directory = new TemporaryDirectory();

        await Strangers.FlowAsync(directory, script, "stdio", Program(native));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_Tasks_extensions_own_client_follows_a_slow_job_to_its_end(bool native)
    {
        using var directory = new TemporaryDirectory();

        await Strangers.FollowAsync(directory, "stdio", Program(native));
    }

    [Theory]
    [InlineData("legacy", false)]
    [InlineData("modern", false)]
    [InlineData("legacy", true)]
    [InlineData("modern", true)]
    public async Task The_Inspector_lists_without_a_warning_and_completes_the_flow(string era, bool native)
    {
        using var directory = new TemporaryDirectory();

        await Strangers.InspectFlowAsync(directory, era, Program(native));
    }

    private static string Program(bool native) => native ? Needs.Native("amplify-mcp") : AmplifyProgram.Path;
}
