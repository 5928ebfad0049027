using System.Buffers;
using System.Text;
using Amplify.Lambda;

namespace Amplify.Fuzz.Targets;

/// <summary>Invocations of the Lambda: the first line is the client context, empty for none; the rest is the event.</summary>
internal sealed class Invocations : Target
{
    private readonly GatewayHandler handler;

    public Invocations() => handler = new(Bench.Runner);

    protected override void Feed(ReadOnlySpan<byte> input)
    {
        var end = input.IndexOf((byte)'\n');
        var context = end < 0 ? null : Encoding.UTF8.GetString(input[..end]);
        var invocation = new LambdaEvent("request-1", input[(end + 1)..].ToArray(), context is "" ? null : context, null, null, null);
        var response = new ArrayBufferWriter<byte>();

        handler.HandleAsync(invocation, response, new(TimeProvider.System, TimeSpan.FromMinutes(15))).GetAwaiter().GetResult();

        Invariant.Envelope(response.WrittenMemory);
    }
}
