namespace Amplify.Mcp.Commands;

/// <summary>What the command line tells a script; documented in the README.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>The prediction failed, or machinery did.</summary>
    public const int Failed = 1;

    /// <summary>Wrong options, settings or input.</summary>
    public const int Usage = 2;

    /// <summary>The job still runs; `amplify-mcp results ID` collects it.</summary>
    public const int StillRunning = 3;

    /// <summary>No job has this id.</summary>
    public const int Unknown = 4;

    /// <summary>Ctrl-C; the job is kept.</summary>
    public const int Interrupted = 130;
}
