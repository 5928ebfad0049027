using Amplify.SageMaker.Keys;
using Amplify.Tools;
using Amplify.Tools.Backends;

namespace Amplify.SageMaker.Checkup;

/// <summary>A call that is tried, in the words of a policy.</summary>
internal sealed record Right(string Action, string Resource, string Service, string? Address, Place? Place = null)
{
    public string Grant => $"Add {Action} on {Resource} to the policy of the caller.";
}

/// <summary>Tries one thing within a time of its own; what goes wrong is a finding, too.</summary>
internal sealed class Probe(AwsFaults faults, TimeProvider clock)
{
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(10);

    /// <param name="check">What the finding is called.</param>
    /// <param name="right">What is needed for it.</param>
    /// <param name="look">Gives the finding where nothing goes wrong.</param>
    /// <param name="other">A finding for faults that mean something else here; null: they mean the usual.</param>
    /// <param name="cancellationToken">The caller gives up.</param>
    public async Task<Finding> TryAsync(
        string check,
        Right right,
        Func<CancellationToken, Task<Finding>> look,
        Func<Exception, Finding?>? other = null,
        CancellationToken cancellationToken = default)
    {
        using var deadline = new CancellationTokenSource(Budget, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            return await look(either.Token);
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            return other?.Invoke(fault) ?? Usual(check, right, fault);
        }
    }

    private Finding Usual(string check, Right right, Exception fault)
    {
        if (fault is SettingException setting) return Finding.Wrong(check, setting.Message, $"Correct or unset {setting.Variable}.");
        switch (Causes.Of(fault))
        {
            case Cause.Denied:
                return Finding.Wrong(check, $"AWS refuses {right.Action} ({Wire.Said(fault)}).", right.Grant);
            case Cause.Busy or Cause.Internal:
                return Finding.Wrong(check, $"{right.Service} is busy ({Wire.Said(fault)}).", "Look again in a minute.");
            case Cause.Other or Cause.Invalid or Cause.Model or Cause.Unreadable:
                return Finding.Wrong(
                    check,
                    $"{right.Service} answers {right.Action} with {Wire.Said(fault)}.",
                    $"See that the settings name the right {right.Service}, bucket and account.");
            default:
                var remedy = faults.RemedyOf(fault, right.Service, right.Address, right.Place);
                var words = KeysException.In(fault)?.Words is { } said ? $" The program said: \"{said}\"." : "";
                return Finding.Wrong(check, remedy.Seen + words, remedy.Next);
        }
    }
}
