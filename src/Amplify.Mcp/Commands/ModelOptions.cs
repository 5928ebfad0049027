using System.CommandLine;
using System.Globalization;
using Amplify.Local;

namespace Amplify.Mcp.Commands;

/// <summary>Which model scores and how: the options that `predict` and `results` share, each a setting said louder.</summary>
internal sealed class ModelOptions
{
    private readonly Option<string?> model = new("--model")
    {
        Description = "AMPLIFY on this machine: 120M or 350M once pulled, or a checkpoint's directory (as AMPLIFY_MODEL)",
        HelpName = "MODEL",
    };

    private readonly Option<string?> method = new("--method")
    {
        Description = "How that model scores (default: masked marginals up to 400 residues, one wild-type pass above)",
    };

    private readonly Option<bool> window =
        new("--window") { Description = "Score a sequence longer than that model reads in a window around each position" };

    private readonly Option<int?> threads = new("--threads") { Description = "Threads that model may use (default: all processors)" };

    public ModelOptions() => method.AcceptOnlyFromAmong(MethodNames.Masked, MethodNames.WildType);

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[model, method, window, threads]) command.Add(option);
    }

    /// <summary>Settings as they were given on the command line; null leaves what the environment says.</summary>
    public IReadOnlyList<(string Variable, string? Value)> Read(ParseResult parsed) =>
    [
        ("AMPLIFY_MODEL", parsed.GetValue(model)),
        ("AMPLIFY_METHOD", parsed.GetValue(method)),
        ("AMPLIFY_WINDOW", parsed.GetValue(window) ? "true" : null),
        ("AMPLIFY_THREADS", parsed.GetValue(threads)?.ToString(CultureInfo.InvariantCulture)),
    ];
}
