using System.Globalization;

namespace Amplify.Tools;

/// <summary>Every setting, each beside its environment variable, default and rule. Read when asked for: a wrong one harms nobody who does not need it.</summary>
public sealed class Settings(Func<string, string?> read)
{
    public static Settings FromEnvironment() => new(Environment.GetEnvironmentVariable);

    // The seven of the first release.
    public string? EndpointName => Text("SAGEMAKER_ENDPOINT_NAME");
    public string? BucketName => Text("S3_BUCKET_NAME");
    public string InputPrefix => Prefix("S3_INPUT_PREFIX", "async-inference-input/");
    public string OutputPrefix => Prefix("S3_OUTPUT_PREFIX", "async-inference-output/");
    public string FailurePrefix => Prefix("S3_FAILURE_PREFIX", "async-inference-failures/");
    public string? Region => Text("AWS_REGION");
    public string LogLevel => Choice("LOG_LEVEL", "INFO", ["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"]);

    // Ours.
    /// <summary>local or sagemaker; unless forced, sagemaker as soon as an endpoint or a bucket is named.</summary>
    public string Backend => Choice("AMPLIFY_BACKEND", EndpointName is null && BucketName is null ? "local" : "sagemaker", ["local", "sagemaker"]);

    /// <summary>Where the local backend keeps jobs and results.</summary>
    public string Home => Path.GetFullPath(Text("AMPLIFY_HOME") ?? Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify) is { Length: > 0 } data ? data : Path.GetTempPath(), "amplify"));

    public string? ModelDirectory => Text("AMPLIFY_MODEL_DIR");

    /// <summary>summary or full; null: the host decides.</summary>
    public string? DefaultView => Text("DEFAULT_VIEW") is null ? null : Choice("DEFAULT_VIEW", "summary", ["summary", "full"]);

    /// <summary>Residues the model behind the endpoint reads; longer sequences are accepted with a warning.</summary>
    public int MaxResidues => Number("MODEL_MAX_RESIDUES", 2046, 1, 10_000);

    public bool ForcePathStyle => Choice("S3_FORCE_PATH_STYLE", "false", ["true", "false"]) == "true";

    /// <summary>Reads every setting once, so that a host can refuse to start with a sentence.</summary>
    /// <exception cref="SettingException">The first setting that breaks its rule.</exception>
    public void Check()
    {
        _ = (InputPrefix, OutputPrefix, FailurePrefix, LogLevel, Home, DefaultView, MaxResidues, ForcePathStyle);
        if (Backend == "sagemaker") RequireEndpoint();
        if (ModelDirectory is { } directory && Backend == "local" && !Directory.Exists(directory))
            throw new SettingException("AMPLIFY_MODEL_DIR", $"AMPLIFY_MODEL_DIR names a directory that does not exist: {directory}");
    }

    /// <exception cref="SettingException">One of the two is not set.</exception>
    public (string Endpoint, string Bucket) RequireEndpoint() => (
        EndpointName ?? throw Missing("SAGEMAKER_ENDPOINT_NAME", "the name of the asynchronous endpoint"),
        BucketName ?? throw Missing("S3_BUCKET_NAME", "the bucket the endpoint writes its results to"));

    private static SettingException Missing(string variable, string meaning) => new(
        variable, $"{variable} is not set: it holds {meaning}. Set it, or unset SAGEMAKER_ENDPOINT_NAME and S3_BUCKET_NAME both to use the local backend.");

    // How a setting is read; a host reads its own settings the same way.
    public string? Text(string variable) => read(variable)?.Trim() is { Length: > 0 } text ? text : null;

    private string Prefix(string variable, string fallback)
    {
        var text = (Text(variable) ?? fallback).TrimEnd('/') + "/";
        return text.StartsWith('/') || text.Contains("//", StringComparison.Ordinal) || text.Contains("..", StringComparison.Ordinal)
            ? throw new SettingException(variable, $"{variable} is '{text}'; a prefix neither begins with a slash nor holds '//' or '..'")
            : text;
    }

    public string Choice(string variable, string fallback, string[] supported) =>
        Text(variable) is not { } text ? fallback
        : supported.FirstOrDefault(it => it.Equals(text, StringComparison.OrdinalIgnoreCase))
            ?? throw new SettingException(variable, $"{variable} is '{text}'; it takes {string.Join(" or ", supported)}");

    public int Number(string variable, int fallback, int least, int most) =>
        Text(variable) is not { } text ? fallback
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
        : throw new SettingException(variable, $"{variable} is '{text}'; it takes a whole number from {least} to {most}");
}

/// <summary>A setting is missing or breaks its rule; the message names its variable.</summary>
public sealed class SettingException(string variable, string message) : Exception(message)
{
    public string Variable => variable;
}
