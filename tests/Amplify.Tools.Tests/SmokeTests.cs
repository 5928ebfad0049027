namespace Amplify.Tools.Tests;

public class SmokeTests
{
    [Fact]
    public void A() => Assert.Equal(1, 1);
}
