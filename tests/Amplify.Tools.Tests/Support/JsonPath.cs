using System.Globalization;
using System.Text.Json;

namespace Amplify.Tools.Tests.Support;

/// <summary>Reaches into an answer: "data.page.total", "data.warnings.0".</summary>
internal static class JsonPath
{
    public static JsonElement At(this JsonElement element, string path) => path.Split('.').Aggregate(element, (at, step) =>
        at.ValueKind == JsonValueKind.Array ? at[int.Parse(step, CultureInfo.InvariantCulture)] : at.GetProperty(step));

    public static string? Text(this JsonElement element, string path) => element.At(path).GetString();

    public static double Number(this JsonElement element, string path) => element.At(path).GetDouble();

    public static bool Has(this JsonElement element, string name) => element.TryGetProperty(name, out _);
}
