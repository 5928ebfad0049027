using Amplify.Testing;

namespace Amplify.Lambda.Tests;

public class ArchitectureTests
{
    [Fact]
    public void This_host_calls_the_runner_and_nothing_deeper() => Assert.Empty(HostRule.Broken(typeof(GatewayHandler).Assembly));

    [Fact]
    public void The_function_carries_neither_drawings_nor_a_model() =>
        Assert.Equal(["Amplify.SageMaker", "Amplify.Tools"], HostRule.Ours(typeof(GatewayHandler).Assembly));
}
