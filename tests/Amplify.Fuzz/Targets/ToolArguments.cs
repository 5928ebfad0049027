using System.Text.Json;

namespace Amplify.Fuzz.Targets;

/// <summary>Whole JSON arguments of both tools. What is no JSON never gets this far: the hosts refuse it.</summary>
internal sealed class ToolArguments : Target
{
    protected override void Feed(ReadOnlySpan<byte> input)
    {
        JsonElement arguments;
        try
        {
            arguments = JsonElement.Parse(input);
        }
        catch (JsonException)
        {
            return;
        }

        foreach (var tool in Bench.Runner.Tools) Bench.Call(tool.Name, arguments);
    }
}
