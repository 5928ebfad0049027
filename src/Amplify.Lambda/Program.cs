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

var (readsText, log) = (environment.LogsText, environment.Log);
var standardOutput = Console.OpenStandardOutput();
using var output = new LogStream(
    line => standardOutput.Write(line), count => readsText ? TextLog.Missing(count, clock) : JsonLog.Missing(count, clock));
#pragma warning restore RS0030

using ILoggerFactory logs = readsText ? new TextLog(output, log.Level, clock) : new JsonLog(output, log.Level, clock);
if (log.Problem is { } problem) logs.CreateLogger("Amplify.Lambda").LogWarning("{Problem}", problem);
using var api = new RuntimeApi(runtimeApi);

using var stop = new CancellationTokenSource();
using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
{
    signal.Cancel = true; // an invocation that runs is finished first
    stop.Cancel();
});

return await new Function(api, environment, output, logs, clock).RunAsync(stop.Token);
