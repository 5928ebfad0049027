using System.IO.Compression;
using System.Runtime.Versioning;
using System.Text.Json;

namespace Amplify.Deploy.Tests;

/// <summary>What is handed out, opened and started as a user would.</summary>
[UnsupportedOSPlatform("windows")] // programs are told by their mode
public sealed class PackageTests : IDisposable
{
    private static readonly string Bundler = Path.Combine("@anthropic-ai", "mcpb", "dist", "cli", "cli.js");

    private readonly TemporaryDirectory directory = new();

    private Dictionary<string, string> Environment => new() { ["AMPLIFY_HOME"] = directory.File("store") };

    [Theory]
    [InlineData("linux-x64", false)]
    [InlineData("linux-x64", true)] // what stands in the manifest, word for word
    [InlineData("win-x64", false)]
    public async Task The_desktop_bundle_works_with_every_setting_left_empty(string runtime, bool unresolved)
    {
        var unpacked = await UnpackAsync(runtime);
        var resolved = await NodeAsync(Path.Combine(Needs.Root, "tests", "js", "bundle-config.mjs"), unpacked);
        var config = JsonDocument.Parse(resolved).RootElement;
        var settings = unresolved ? (await ManifestAsync(unpacked)).GetProperty("server").GetProperty("mcp_config") : config;
        var environment = settings.GetProperty("env").EnumerateObject().ToDictionary(it => it.Name, it => it.Value.GetString()!);
        foreach (var (variable, value) in Environment) environment[variable] = value;
        var program = config.GetProperty("command").GetString()!;

        await using var server = runtime == "win-x64" ? await Wine.StartAsync(directory.File("store"), program, environment)
            : await PackagedServer.StartAsync(program, [], environment);
        var listed = await server.ListAsync();
        var submitted = await server.CallAsync("invoke_endpoint", new() { ["sequence"] = "FVNQHLCGSHLVEALYLVCGERGFFYTPKT" });
        var id = submitted.GetProperty("output_id").GetString();
        var completed = await server.CallAsync("get_results", new() { ["output_id"] = id, ["wait_seconds"] = 20 });

        Assert.Equal(await ContractAsync(), Canonical(listed));
        Assert.Equal("completed", completed.GetProperty("status").GetString());
        Assert.Equal(30 * 19, completed.GetProperty("summary").GetProperty("substitutions").GetInt32());
    }

    [Theory]
    [InlineData("linux-x64", "linux", "amplify-mcp", "7f454c46")]
    [InlineData("linux-arm64", "linux", "amplify-mcp", "7f454c46")]
    [InlineData("win-x64", "win32", "amplify-mcp.exe", "4d5a")]
    [InlineData("osx-arm64", "darwin", "amplify-mcp", "cffaedfe0c000001")]
    [InlineData("osx-x64", "darwin", "amplify-mcp", "cffaedfe07000001")]
    public async Task Each_bundle_is_whole_and_for_its_platform(string runtime, string platform, string program, string begins)
    {
        var unpacked = await UnpackAsync(runtime);
        var manifest = await ManifestAsync(unpacked);

        var server = manifest.GetProperty("server");
        var path = Path.Combine(unpacked, server.GetProperty("entry_point").GetString()!);

        Assert.Equal($"[\"{platform}\"]", Canonical(manifest.GetProperty("compatibility").GetProperty("platforms")));
        Assert.Equal($"server/{program}", server.GetProperty("entry_point").GetString());
        Assert.Equal("${__dirname}/server/" + program, server.GetProperty("mcp_config").GetProperty("command").GetString());
        Assert.StartsWith(begins, Convert.ToHexStringLower(await Needed.HeadAsync(path, 8)), StringComparison.Ordinal);
        Assert.Equal("89504e47", Convert.ToHexStringLower(await Needed.HeadAsync(Path.Combine(unpacked, "icon.png"), 4)));
        Assert.True(File.GetUnixFileMode(path).HasFlag(UnixFileMode.UserExecute));
        Assert.Equal(
            [.. JsonDocument.Parse(await Needed.ReadAsync("contract", "mcp-tools.json")).RootElement.GetProperty("tools").EnumerateArray()
                .Select(it => it.GetProperty("name").GetString())],
            manifest.GetProperty("tools").EnumerateArray().Select(it => it.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task The_program_alone_runs_where_it_was_unpacked()
    {
        await Needed.OutputAsync("tar", ["-xzf", Needs.Package("amplify-mcp-*-linux-x64.tar.gz"), "-C", directory.Path, "amplify-mcp"]);

        var contract = await Needed.OutputAsync(directory.File("amplify-mcp"), ["tools", "--format", "mcp"]);

        Assert.Equal(await Needed.ReadAsync("contract", "mcp-tools.json"), contract);
    }

    [Fact]
    public async Task The_tool_package_runs_from_a_feed_without_being_installed()
    {
        var feed = Path.GetDirectoryName(Needs.Package("Amplify.Mcp.*.nupkg"))!;
        var environment = Environment;
        environment["NUGET_PACKAGES"] = directory.File("packages"); // or a package of the same version, tried before, would answer

        await using var server = await PackagedServer.StartAsync(
            "dotnet", ["dnx", "Amplify.Mcp", "--version", await ReleaseTests.VersionAsync(), "--yes", "--source", feed], environment);
        var listed = await server.ListAsync();

        Assert.Equal(await ContractAsync(), Canonical(listed));
    }

    [Fact]
    public async Task The_native_program_lists_the_tools_of_the_contract()
    {
        await using var server = await PackagedServer.StartAsync(Needs.Native("amplify-mcp"), [], Environment);

        Assert.Equal(await ContractAsync(), Canonical(await server.ListAsync()));
    }

    [Fact]
    public async Task The_tool_package_is_one_that_galleries_show_as_a_server()
    {
        using var package = await ZipFile.OpenReadAsync(Needs.Package("Amplify.Mcp.*.nupkg"), TestContext.Current.CancellationToken);

        var specification = await TextAsync(package, "Amplify.Mcp.nuspec");

        Assert.Contains("<packageType name=\"McpServer\" />", specification, StringComparison.Ordinal);
        Assert.Contains("<packageType name=\"DotnetTool\" />", specification, StringComparison.Ordinal);
        Assert.Equal(await Needed.ReadAsync("packaging", "server.json"), await TextAsync(package, ".mcp/server.json"));
        Assert.NotNull(package.GetEntry("README.md"));
    }

    [Theory]
    [InlineData("x64", 62)]
    [InlineData("arm64", 183)]
    public async Task The_function_package_holds_one_program_for_its_processor(string architecture, int machine)
    {
        var file = Needs.Package($"amplify-lambda-*-{architecture}.zip");
        using var package = await ZipFile.OpenReadAsync(file, TestContext.Current.CancellationToken);

        var program = Assert.Single(package.Entries);
        await using var content = await program.OpenAsync(TestContext.Current.CancellationToken);
        var header = new byte[20];
        await content.ReadExactlyAsync(header, TestContext.Current.CancellationToken);

        Assert.Equal("bootstrap", program.FullName);
        Assert.Equal("\u007fELF"u8, header.AsSpan(0, 4));
        Assert.Equal(machine, BitConverter.ToUInt16(header, 18));
        Assert.True(((UnixFileMode)(program.ExternalAttributes >> 16)).HasFlag(UnixFileMode.OtherExecute));
    }

    [Fact]
    public async Task The_endpoint_archive_is_a_handler_that_answers()
    {
        await Needed.OutputAsync("tar", ["-xzf", Needs.Package("amplify-endpoint-*.tar.gz"), "-C", directory.Path]);
        var toolkit = Path.Combine(Needs.Root, "tests", "Amplify.Mcp.Tests", "python", "toolkit.py");
        var checkpoint = Path.Combine(Needs.Root, "tests", "fixtures", "amplify-tiny", "plain-f32");
        var body = Convert.ToBase64String("""{"sequence": "MKTV"}"""u8);

        var answer = await Needed.OutputAsync(
            Needs.PythonWith("torch"), [toolkit, directory.File("code"), checkpoint], $$$"""{"body": "{{{body}}}", "headers": {}}""");

        Assert.Equal(["check-gpu", "code"], Directory.EnumerateFileSystemEntries(directory.Path).Select(Path.GetFileName).Order());
        Assert.Equal(200, JsonElement.Parse(answer).GetProperty("status").GetInt32());
    }

    public void Dispose() => directory.Dispose();

    // With the format's own tool, which looks it over first.
    private async Task<string> UnpackAsync(string runtime)
    {
        var unpacked = directory.File("bundle");
        await NodeAsync(Needs.NodeModule(Bundler), "unpack", Needs.Package($"*-{runtime}.mcpb"), unpacked);
        await NodeAsync(Needs.NodeModule(Bundler), "validate", Path.Combine(unpacked, "manifest.json"));
        return unpacked;
    }

    private static async Task<JsonElement> ManifestAsync(string unpacked) => JsonElement.Parse(
        await File.ReadAllTextAsync(Path.Combine(unpacked, "manifest.json"), TestContext.Current.CancellationToken));

    private static Task<string> NodeAsync(params string[] arguments) => Needed.OutputAsync(Needs.OnPath("node", "install Node"), arguments);

    private static async Task<string> TextAsync(ZipArchive package, string entry)
    {
        using var reader = new StreamReader(package.GetEntry(entry)!.Open());
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<string> ContractAsync() =>
        Canonical(JsonDocument.Parse(await Needed.ReadAsync("contract", "mcp-tools.json")));

    // Without the file's line breaks, and nothing else changed: the order of keys counts.
    private static string Canonical(object json) => JsonSerializer.Serialize(json);
}
