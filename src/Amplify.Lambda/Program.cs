using System.Runtime.InteropServices;
using Amplify.Lambda;
using Amplify.Tools;
using Microsoft.Extensions.Logging;

TrustStore.ReadBundleOnly();

var clock = TimeProvider.System;
var environment = new FunctionEnvironment(Environment.GetEnvironmentVariable);

#pragma warning disable RS0030 // the composition root: on Lambda, standard output is where logs and metrics are read
if (environment.RuntimeApi is not { } runtimeApi)
{
    Console.Error.WriteLine("AWS_LAMBDA_RUNTIME_API is not set: this program runs inside AWS Lambda, or under an emulator of it.");
    return 1;
}

using var output = Stream.Synchronized(Console.OpenStandardOutput());
#pragma warning restore RS0030

using ILoggerFactory logs = environment.LogsText ? new TextLog(output, environment.LogLevel, clock) : new JsonLog(output, environment.LogLevel, clock);
using var api = new RuntimeApi(runtimeApi);

using var stop = new CancellationTokenSource();
using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
{
    signal.Cancel = true; // an invocation that runs is finished first
    stop.Cancel();
});

return await new Function(api, environment, output, logs, clock).RunAsync(stop.Token);
