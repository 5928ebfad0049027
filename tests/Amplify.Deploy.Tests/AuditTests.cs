namespace Amplify.Deploy.Tests;

/// <summary>`make audit` under programs that answer as registries do.</summary>
public sealed class AuditTests : IDisposable
{
    private const string Nothing = """{"version":1,"projects":[]}""";
    private const string Something = """{"version":1,"projects":[{"vulnerabilities":[{"severity":"High"}]}]}""";
    private const string NpmNothing = """{"auditReportVersion": 2, "metadata": {"vulnerabilities": {"total": 0}}}""";
    private const string NpmSomething = """{"auditReportVersion": 2, "metadata": {"vulnerabilities": {"total": 3}}}""";
    private const string NpmRefuses = """{"message": "405 Method Not Allowed", "error": {}}""";
    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Theory]
    [InlineData("VulnerabilityInfo/6.7.0", Nothing, NpmNothing, 0)]
    [InlineData("VulnerabilityInfo/6.7.0", Something, NpmNothing, 1)]
    [InlineData("VulnerabilityInfo/6.7.0", Nothing, NpmSomething, 1)]
    [InlineData("VulnerabilityInfo/6.7.0", Something, NpmRefuses, 1)]
    public async Task An_audit_ends_with_what_it_found(string feed, string nuget, string npm, int expected) =>
        Assert.Equal(expected, (await AuditAsync(feed, nuget, npm)).ExitCode);

    [Theory]
    [InlineData("PackageBaseAddress/3.0.0", NpmNothing, "NuGet")]
    [InlineData("VulnerabilityInfo/6.7.0", NpmRefuses, "npm")]
    public async Task An_audit_without_data_says_so_and_is_no_pass(string feed, string npm, string registry)
    {
        var run = await AuditAsync(feed, Nothing, npm);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(run.Output.Split('\n'), it =>
            it.StartsWith(registry, StringComparison.Ordinal) && it.EndsWith("NOT audited.", StringComparison.Ordinal));
        Assert.DoesNotContain($"{registry}: no vulnerability", run.Output, StringComparison.Ordinal);
    }

    private async Task<ProgramRun> AuditAsync(string feed, string nuget, string npm)
    {
        Needs.Linux();
        await WriteAsync("dotnet", $"case $1 in nuget) echo 'E https://registry.example/index.json' ;; *) echo '{nuget}' ;; esac");
        await WriteAsync("curl", $$"""echo '{"resources":[{"@type":"{{feed}}"}]}'""");
        await WriteAsync("npm", $"echo '{npm}'");
        var path = $"{directory.Path}:{Environment.GetEnvironmentVariable("PATH")}";
        return await ProgramRun.Of(Path.Combine(Needs.Root, "scripts", "audit"), [], new Dictionary<string, string> { ["PATH"] = path });
    }

    private async Task WriteAsync(string program, string line)
    {
        var path = directory.File(program);
        await File.WriteAllTextAsync(path, $"#!/bin/sh\n{line}\n", TestContext.Current.CancellationToken);
        await Needed.OutputAsync("chmod", ["+x", path]);
    }
}
