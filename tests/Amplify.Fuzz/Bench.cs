using System.Text;
using System.Text.Json;
using Amplify.Tools;
using Amplify.Tools.Contract;

namespace Amplify.Fuzz;

/// <summary>Both tools behind the runner, called as the hosts call them.</summary>
internal sealed class Bench
{
    private static readonly CallContext[] Hosts = [new(View.Summary, 40_000), new(View.Full, 5_500_000)];

    public Bench(Watch watch) => Runner = AmplifyTools.Create(FarEnd, Clock, _ => { }, watch);

    public FarEnd FarEnd { get; } = new();

    public HurriedClock Clock { get; } = new();

    public ToolRunner Runner { get; }

    /// <summary>Calls as every host does, and holds each answer to the invariant.</summary>
    public void Call(string tool, JsonElement arguments)
    {
        foreach (var host in Hosts)
        {
            var answer = Runner.RunAsync(tool, arguments, host, CancellationToken.None).GetAwaiter().GetResult();
            var json = ContractJson.Write(answer.Envelope);
            Invariant.Holds(json.Length <= host.MaxBytes, $"{json.Length} bytes are more than the host carries");
            Invariant.Envelope(json);
        }
    }

    public void Call(string tool, params (string Name, string? Value)[] arguments)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in arguments.Where(it => it.Value is not null)) writer.WriteString(name, value);
            writer.WriteEndObject();
        }

        Call(tool, JsonElement.Parse(buffer.GetBuffer().AsSpan(0, (int)buffer.Length)));
    }

    /// <summary>Bytes as text: what is no UTF-8 becomes U+FFFD, as JSON readers have it.</summary>
    public static string Text(ReadOnlySpan<byte> input) => Encoding.UTF8.GetString(input);
}
