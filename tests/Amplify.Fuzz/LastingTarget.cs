namespace Amplify.Fuzz;

/// <summary>A target for many inputs: made before the first, and anew after one that broke it and may have left answers.</summary>
internal sealed class LastingTarget(string name) : IDisposable
{
    private Target? target;

    public void Run(ReadOnlySpan<byte> input)
    {
        target ??= Target.All[name]();
        try
        {
            target.Run(input);
        }
        catch (Exception)
        {
            Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        target?.Dispose();
        target = null;
    }
}
