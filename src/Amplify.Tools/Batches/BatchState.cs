using Amplify.Tools.Backends;
using Amplify.Tools.Contract;
using Amplify.Tools.Inputs;
using Amplify.Tools.Scans;

namespace Amplify.Tools.Batches;

/// <summary>How the jobs of a batch stand, as far as they were looked at.</summary>
internal sealed class BatchState(BatchRecord record)
{
    private readonly Dictionary<string, Prediction> known = [];

    public BatchRecord Record => record;

    public IReadOnlyList<string> Ids { get; } = [.. record.Members.Select(it => it.OutputId).OfType<string>().Distinct()];

    public IReadOnlyList<BatchMember> Jobs { get; } = [.. record.Members.Where(it => it.OutputId is not null)];

    public Prediction? this[string id]
    {
        get => known.GetValueOrDefault(id);
        set => known[id] = value!;
    }

    public int Ended => Ids.Count(it => IsEnded(known.GetValueOrDefault(it)));

    public bool IsOver => Ended == Ids.Count;

    public static bool IsEnded(Prediction? it) => it is Prediction.Completed or Prediction.Failed or Prediction.InProgress { Known: false };

    public static int NotReached(BatchRecord record) => record.Members.Count(it => it is { OutputId: null, Error: null });

    public static IReadOnlyList<BatchRefusal>? Refused(BatchRecord record) =>
        record.Members.Where(it => it is { OutputId: null, Error: not null }).Select(it => new BatchRefusal(it.Name, it.Error!)).ToList()
            is { Count: > 0 } refused
            ? refused : null;

    /// <summary>A member as far as it is known.</summary>
    public BatchRow Row(BatchMember member)
    {
        var row = new BatchRow(Shown(member), member.OutputId!, member.Length);
        return known.GetValueOrDefault(member.OutputId!) switch
        {
            Prediction.Completed => row with { Status = "completed" },
            Prediction.Failed it => row with { Status = "failed", Error = SafeText.Quote(it.Error.ErrorMessage, 120) },
            Prediction.InProgress { Known: false } => row with { Status = "failed", Error = "No job with this id is on record any more." },
            Prediction.InProgress it => row with { Status = "in_progress", PercentComplete = it.PercentComplete },
            _ => row with { Status = "in_progress" },
        };
    }

    public static string Shown(BatchMember member) => ProteinName.Of(member.Name) ?? "?";

    /// <summary>A completed member's figures.</summary>
    public static BatchRow Digest(BatchRow row, VariantScan scan)
    {
        var best = scan.BestFirst.Where(it => !scan.IsStartLoss(it.Column)).Take(1).ToList();
        return row with
        {
            Length = scan.Length,
            Best = best.Count > 0 ? ScanSummary.Notation(scan, best[0], 0) : null,
            BestScore = best.Count > 0 ? ScanSummary.Round(best[0].Score) : null,
            AboveZero = scan.Ranked.Count(it => it > 0),
        };
    }
}
