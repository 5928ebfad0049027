namespace Amplify.Tools;

/// <summary>
/// The ways to look at a result. One more is a member here and an arm in <see cref="ResultView"/>; the tool's schema lists these.
/// </summary>
public enum View
{
    Summary,
    Table,
    Matrix,
    Csv,
    Heatmap,
    Library,
    Full,
}
