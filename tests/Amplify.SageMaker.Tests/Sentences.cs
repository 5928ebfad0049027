using System.Text.RegularExpressions;
using Amplify.Testing;
using Amplify.Tools.Backends;

namespace Amplify.SageMaker.Tests;

/// <summary>What holds for every message a user may see.</summary>
internal static partial class Sentences
{
    public static void Check(BackendException fault)
    {
        Assert.Matches(@"(Nothing was submitted|was accepted is not known|itself is not affected|and is charged)", fault.Message);
        Assert.EndsWith(".", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotMatch(TypeOrTrace, fault.Message);
        CheckSecrets(fault.ToString());
    }

    /// <summary>Neither the sequence nor a credential nor a link that is one.</summary>
    public static void CheckSecrets(string text)
    {
        Assert.DoesNotContain(Make.Protein, text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(LoopbackAws.Credentials.AccessKey, text, StringComparison.Ordinal);
        Assert.DoesNotContain(LoopbackAws.Credentials.SecretKey, text, StringComparison.Ordinal);
        Assert.DoesNotContain(LoopbackAws.Credentials.Token, text, StringComparison.Ordinal);
        Assert.DoesNotContain("X-Amz-Signature", text, StringComparison.OrdinalIgnoreCase);
    }

    [GeneratedRegex(@"Exception of type|   at |Amazon\.\w+|System\.|\.\.|  |\. \.|\.:")]
    private static partial Regex TypeOrTrace { get; }
}
