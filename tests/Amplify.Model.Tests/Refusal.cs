using System.Text.Json.Nodes;
using Amplify.Testing;

namespace Amplify.Model.Tests;

/// <summary>How a checkpoint must be refused: in words for a person.</summary>
internal static class Refusal
{
    public static void Assert(string directory, params string[] says) =>
        AssertSentence(Xunit.Assert.Throws<ModelException>(() => AmplifyModel.Load(Checkpoint.Open(directory))), says);

    public static void AssertSentence(ModelException problem, params string[] says)
    {
        Xunit.Assert.All(says, it => Xunit.Assert.Contains(it, problem.Message, StringComparison.Ordinal));
        Xunit.Assert.EndsWith(".", problem.Message, StringComparison.Ordinal);
        Xunit.Assert.InRange(problem.Message.Length, 20, 400);
        Xunit.Assert.DoesNotContain("Exception", problem.Message, StringComparison.Ordinal);
        Xunit.Assert.DoesNotContain(problem.Message, char.IsControl);
    }

    public static CheckpointWriter WithConfigOf(this CheckpointWriter writer, string directory)
    {
        var config = JsonNode.Parse(File.ReadAllText(Path.Combine(directory, "config.json")))!.AsObject();
        foreach (var (key, value) in config) writer.With(key, value?.DeepClone());
        return writer;
    }
}
