using System.CommandLine;
using System.Text.Json.Nodes;
using Amplify.Mcp.Protocol;
using Amplify.Tools;
using Amplify.Tools.Backends;
using Amplify.Tools.Contract;
using Amplify.Tools.Inputs;

namespace Amplify.Mcp.Commands;

/// <summary>`doctor`: looks at all this program stands on, and says what to do about what is wrong.</summary>
internal static class DoctorCommand
{
    private const int NameWidth = 20;
    private const int Longest = 1_000;

    public static Command Create(TextWriter output)
    {
        var json = new Option<bool>("--json") { Description = "Print the findings as JSON" };
        const string Description = "Look at settings, AWS, store and model: what is wrong, and what to do. Submits nothing";
        var command = new Command("doctor", Description) { json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            try
            {
                var findings = await new Doctor(Settings.FromEnvironment(), TimeProvider.System).LookAsync(cancellationToken);
                await output.WriteLineAsync(parsed.GetValue(json) ? Json(findings) : Text(findings));
                await output.FlushAsync(cancellationToken);
                return findings.Any(it => it.Verdict == Verdict.Wrong) ? ExitCode.Failed : ExitCode.Done;
            }
            catch (OperationCanceledException)
            {
                return ExitCode.Interrupted;
            }
        });
        return command;
    }

    // Whatever AWS or a file said ends here, and a terminal obeys control characters.
    private static string Plain(string text) => SafeText.Quote(text, Longest);

    private static string Text(IReadOnlyList<Finding> findings)
    {
        var lines = findings.SelectMany(it => (string[])
        [
            $"{Mark(it.Verdict)} {it.Check,-NameWidth} {Plain(it.Seen)}",
            .. it.Next is { } next ? (string[])[$"  {"",-NameWidth} → {Plain(next)}"] : [],
        ]);
        var wrong = findings.Count(it => it.Verdict == Verdict.Wrong);
        var sum = wrong switch { 0 => "Nothing is wrong.", 1 => "One thing is wrong.", _ => $"{wrong} things are wrong." };
        return string.Join('\n', [.. lines, "", sum]);
    }

    private static string Json(IReadOnlyList<Finding> findings) => new JsonObject
    {
        ["well"] = findings.All(it => it.Verdict != Verdict.Wrong),
        ["version"] = McpAdapter.Version,
        ["findings"] = new JsonArray([.. findings.Select(Json)]),
    }.ToJsonString(ContractJson.Wire.Options);

    private static JsonNode Json(Finding it)
    {
        var node = new JsonObject { ["check"] = it.Check, ["verdict"] = Word(it.Verdict), ["seen"] = Plain(it.Seen) };
        if (it.Next is { } next) node["next"] = Plain(next);
        return node;
    }

    private static string Mark(Verdict verdict) => verdict switch { Verdict.Well => "✔", Verdict.Wrong => "✖", _ => "–" };

    private static string Word(Verdict verdict) => verdict switch { Verdict.Well => "well", Verdict.Wrong => "wrong", _ => "skipped" };
}
