using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Amplify.Testing;

namespace Amplify.Mcp.Tests.Inference;

/// <summary>The endpoint's Python handler, called on this processor as AWS's inference container calls it.</summary>
internal sealed record EndpointHandler(IReadOnlyList<EndpointHandler.Answer> Answers, string Log, int ExitCode)
{
    private static readonly string Code = Path.Combine(Needs.Root, "deploy", "endpoint", "code");
    private static readonly string Toolkit = Path.Combine(Needs.Root, "tests", "Amplify.Mcp.Tests", "python", "toolkit.py");

    /// <param name="MemoryKilobytes">The process's peak when it had answered.</param>
    internal sealed record Answer(int Status, JsonElement Result, long MemoryKilobytes);

    /// <param name="bodies">One request each, in this order.</param>
    public static async Task<EndpointHandler> RunAsync(
        string modelDirectory, (string Name, string Value)[] environment, IEnumerable<byte[]> bodies, IReadOnlyDictionary<string,
            string>? headers = null)
    {
        var variables = environment.Append(("PYTHONDONTWRITEBYTECODE", "1")).ToDictionary(it => it.Item1, it => it.Item2);
        var lines = bodies.Select(body => new JsonObject
        {
            ["body"] = Convert.ToBase64String(body),
            ["headers"] = JsonSerializer.SerializeToNode(headers ?? new Dictionary<string, string>(), JsonSerializerOptions.Web),
        }.ToJsonString());

        var run = await ProgramRun.Of(Needs.PythonWith("torch"), [Toolkit, Code, modelDirectory], variables, string.Join('\n', lines));
        return new([.. run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Read)], run.Error, run.ExitCode);
    }

    public static Task<EndpointHandler> RunAsync(string modelDirectory, (string Name, string Value)[] environment,
        params string[] bodies) =>
        RunAsync(modelDirectory, environment, bodies.Select(Encoding.UTF8.GetBytes));

    private static Answer Read(string line)
    {
        var answer = JsonElement.Parse(line);
        return new(
            answer.GetProperty("status")
                .GetInt32(), JsonElement.Parse(answer.GetProperty("body").GetString()!), answer.GetProperty("memory").GetInt64());
    }
}
