using Amplify.ConformanceHost;
using Amplify.Mcp;
using Amplify.Mcp.Http;
using Amplify.Tools;

// To look at a scenario by hand: dotnet run --project tests/Amplify.ConformanceHost, then the suite's `server --url … --scenario NAME`.
var settings = Settings.FromEnvironment();
using var logs = Logs.ToStandardError(settings);
await using var parts = new Composition(settings, logs, TimeProvider.System);
await using var app = ConformanceServer.Create(parts, settings.Read(HttpSettings.Read));
await app.RunAsync();
