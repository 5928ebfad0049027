using Amplify.Testing;
using Amplify.Tools;
using Microsoft.Extensions.Logging.Abstractions;

namespace Amplify.SageMaker.Tests.Keys;

/// <summary>Somebody with AWS files and variables of his own, who runs the AWS command line or this product.</summary>
internal sealed class AwsUser : IAsyncDisposable
{
    private readonly TemporaryDirectory home = new();

    public AwsUser()
    {
        Variables = new()
        {
            ["HOME"] = home.Path,
            ["AWS_CONFIG_FILE"] = Path.Combine(home.Path, "config"),
            ["AWS_SHARED_CREDENTIALS_FILE"] = Path.Combine(home.Path, "credentials"),
            ["AWS_EC2_METADATA_DISABLED"] = "true",
            ["AWS_ENDPOINT_URL"] = Cloud.Address,
            ["AWS_DEFAULT_REGION"] = "eu-central-1",
            ["AWS_MAX_ATTEMPTS"] = "1",
        };
    }

    public LoopbackCloud Cloud { get; } = new();

    public Dictionary<string, string> Variables { get; }

    public string Home => home.Path;

    public string Write(string file, string text)
    {
        var path = Path.Combine(home.Path, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, Filled(text));
        return path;
    }

    /// <summary>A program that does what a shell is told.</summary>
    public string Program(string file, string script)
    {
        var path = Write(file, $"#!/bin/sh\n{script}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    public void Set(string variables)
    {
        foreach (var pair in variables.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var (name, value) = (pair[..pair.IndexOf('=')], Filled(pair[(pair.IndexOf('=') + 1)..]));
            if (value.Length == 0) Variables.Remove(name);
            else Variables[name] = value;
        }
    }

    public EndpointSettings Settings => Make.Settings(new Dictionary<string, string>(Variables)
    {
        ["SAGEMAKER_ENDPOINT_NAME"] = "amplify-async",
        ["S3_BUCKET_NAME"] = "bkt",
        ["S3_FORCE_PATH_STYLE"] = "true",
    });

    public SageMakerBackend Backend(TimeProvider? clock = null) =>
        new(Settings, clock ?? TimeProvider.System, NullLogger<SageMakerBackend>.Instance, SignIn.ByServices);

    /// <summary>The bucket, looked into by the AWS command line.</summary>
    public Task<ProgramRun> AwsAsync() =>
        ProgramRun.Of(Needs.OnPath("aws", "install the AWS command line"), ["s3api", "list-objects-v2", "--bucket", "bkt"], Variables);

    public async ValueTask DisposeAsync()
    {
        await Cloud.DisposeAsync();
        home.Dispose();
    }

    private string Filled(string text) =>
        text.Replace("{home}", home.Path, StringComparison.Ordinal).Replace("{cloud}", Cloud.Address, StringComparison.Ordinal);
}
