using FsCheck;
using FsCheck.Fluent;

[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)] // each run's memory and work are counted for the process

namespace Amplify.Fuzz.Tests;

/// <summary>Every door a stranger's bytes come in by: what was ever found there, and inputs near what is valid.</summary>
public class TargetTests
{
    [Theory]
    [MemberData(nameof(Corpus.Targets), MemberType = typeof(Corpus))]
    public void Kept_inputs_hold_the_invariant(string target)
    {
        var broken = new List<string>();
        using var door = new LastingTarget(target);

        foreach (var file in Corpus.Files(target))
        {
            if (Record.Exception(() => door.Run(File.ReadAllBytes(file))) is { } fault) broken.Add($"{Path.GetFileName(file)}: {fault}");
        }

        Assert.Empty(broken);
    }

    [Theory]
    [MemberData(nameof(Corpus.Targets), MemberType = typeof(Corpus))]
    public void Inputs_near_valid_ones_hold_the_invariant(string target)
    {
        var tests = target switch
        {
            "stored" or "fasta" or "http" => 200,
            "stdio" or "checkpoint" or "safetensors" => 1_000,
            _ => 3_000,
        };
        using var door = new LastingTarget(target);

        var holds = Prop.ForAll(NearValid.Of(target), it => door.Run(it.Bytes));

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(tests).WithReplay(20260101, 1), holds);
    }
}
