namespace Amplify.Deploy.Tests;

/// <summary>The macOS programs cannot be run here; what macOS checks before it runs one can be checked.</summary>
public sealed class MacProgramTests
{
    private static readonly Version Promised = new(14, 0);

    [Theory]
    [InlineData("osx-arm64", 0x0100000cu)]
    [InlineData("osx-x64", 0x01000007u)]
    public void It_is_a_program_for_its_processor_signed_and_no_newer_than_promised(string runtime, uint processor)
    {
        var program = new MacProgram(Needs.Native("amplify-mcp", $"desk/{runtime}"));

        Assert.Equal((processor, 2u, 1u), (program.Processor, program.Kind, program.Platform));
        Assert.InRange(program.Oldest, new(11, 0), Promised);
        Assert.True(program.IsWholeAndSigned());
    }
}
