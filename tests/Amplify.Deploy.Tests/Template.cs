using System.Runtime.ExceptionServices;
using System.Text.Json.Nodes;

namespace Amplify.Deploy.Tests;

/// <summary>deploy/template.yaml as JSON, read once by another language's YAML.</summary>
public sealed class Template : IAsyncLifetime
{
    public static readonly string Path = System.IO.Path.Combine(Needs.Root, "deploy", "template.yaml");

    private JsonObject root = [];
    private ExceptionDispatchInfo? missing;

    public JsonObject Root
    {
        get
        {
            missing?.Throw();
            return root;
        }
    }

    public JsonObject Resources => Root[nameof(Resources)]!.AsObject();

    public IEnumerable<JsonNode> OfType(string type) =>
        Resources.Select(it => it.Value!).Where(it => it["Type"]!.GetValue<string>() == type);

    public async ValueTask InitializeAsync()
    {
        try
        {
            root = JsonNode.Parse(await Needed.OutputAsync(Needs.Python, [Script("template_json.py"), Path]))!.AsObject();
        }
        catch (Exception fault)
        {
            missing = ExceptionDispatchInfo.Capture(fault); // what is not here is a test's to say: it is skipped, and a fixture only fails
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public static string Script(string name) => System.IO.Path.Combine(AppContext.BaseDirectory, "python", name);
}
