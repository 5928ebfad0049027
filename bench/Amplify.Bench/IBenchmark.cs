namespace Amplify.Bench;

/// <summary>Measures one thing and prints what it found.</summary>
internal interface IBenchmark
{
    string Name { get; }

    Task RunAsync(TextWriter output);
}
