using System.Text.Json.Nodes;

namespace Amplify.Deploy.Tests;

/// <summary>deploy/template.yaml as JSON, read once by another language's YAML.</summary>
public sealed class Template : IAsyncLifetime
{
    public static readonly string Path = System.IO.Path.Combine(Needs.Root, "deploy", "template.yaml");

    public JsonObject Root { get; private set; } = [];

    public JsonObject Resources => Root[nameof(Resources)]!.AsObject();

    public IEnumerable<JsonNode> OfType(string type) =>
        Resources.Select(it => it.Value!).Where(it => it["Type"]!.GetValue<string>() == type);

    public async ValueTask InitializeAsync() =>
        Root = JsonNode.Parse(await Needed.OutputAsync(Needs.Python, [Script("template_json.py"), Path]))!.AsObject();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public static string Script(string name) => System.IO.Path.Combine(AppContext.BaseDirectory, "python", name);
}
