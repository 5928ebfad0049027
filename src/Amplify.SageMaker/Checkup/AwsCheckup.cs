using System.Globalization;
using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using Amplify.Tools;
using Amplify.Tools.Backends;
using Amplify.Tools.Inputs;

namespace Amplify.SageMaker.Checkup;

/// <summary>
/// Looks at everything on AWS that the endpoint's backend stands on, with its own clients and settings. Submits nothing; leaves two
/// objects of two bytes, which the next look overwrites: no right of the backend's would remove them.
/// </summary>
public sealed class AwsCheckup : IDisposable
{
    // AWS refuses a signature five minutes off; the SDK corrects its own, and links given to others stay wrong.
    private static readonly TimeSpan MostSkew = TimeSpan.FromMinutes(1);

    private readonly EndpointSettings settings;
    private readonly TimeProvider clock;
    private readonly AwsClients clients;
    private readonly Probe probe;

    public AwsCheckup(EndpointSettings settings, TimeProvider clock)
        : this(settings, clock, credentials: null)
    {
    }

    internal AwsCheckup(EndpointSettings settings, TimeProvider clock, AWSCredentials? credentials)
    {
        (this.settings, this.clock) = (settings, clock);
        (clients, probe) = (new(settings, credentials, SignIn.ByServices, clock), new(new(settings), clock));
    }

    public async Task<IReadOnlyList<Finding>> LookAsync(CancellationToken cancellationToken)
    {
        var region = Region();
        if (region.Verdict != Verdict.Well) return [region, Rest("a region")];

        var (caller, skew) = ((Caller?)null, (TimeSpan?)null);
        AwsSet? aws = null;
        var right = new Right("sts:GetCallerIdentity", "*", "STS", settings.StsEndpoint);
        var identity = await probe.TryAsync("identity", right, async token =>
        {
            aws = await clients.GetAsync(token);
            using var sts = new AmazonSecurityTokenServiceClient(aws.Keys, clients.ConfigureSts());
            sts.AfterResponseEvent += (_, answer) => skew = SkewOf((answer as WebServiceResponseEventArgs)?.ResponseHeaders);
            caller = new((await sts.GetCallerIdentityAsync(new GetCallerIdentityRequest(), token)).Arn);
            return Finding.Well("identity", $"{SafeText.Quote(caller.Arn, 200)}.");
        }, fault =>
        {
            if (Causes.IsOfCredentials(Causes.Of(fault))) aws = null;
            return null;
        }, cancellationToken);
        if (aws is null) return [region, identity, Rest("credentials")];

        var bucket = new BucketCheckup(place => new(aws, place.Bucket, settings, clock), settings, probe, caller)
            .LookAsync(cancellationToken);
        var endpoint = new EndpointCheckup(aws.Control, settings, probe, caller).LookAsync(cancellationToken);
        return [region, identity, Clock(skew), .. await endpoint, .. await bucket];
    }

    public void Dispose() => clients.Dispose();

    private static Finding Rest(string missing) => Finding.Skipped("endpoint and bucket", $"They need {missing}.");

    private Finding Region()
    {
        if (settings.Region is { } set) return Finding.Well("region", $"{set}, as set.");
        if (settings.AnyRegion() is { } found)
            return Finding.Well("region", $"{SafeText.Quote(found)}, of the profile '{SafeText.Quote(settings.Profile)}'.");
        var remedy = new AwsFaults(settings).RemedyOf(new NoRegionException(), "AWS", null);
        return Finding.Wrong("region", remedy.Seen, remedy.Next);
    }

    private TimeSpan? SkewOf(IDictionary<string, string>? headers)
    {
        string? date = null;
        headers?.TryGetValue("Date", out date);
        return DateTimeOffset.TryParse(date, CultureInfo.InvariantCulture, out var theirs) ? clock.GetUtcNow() - theirs : null;
    }

    private static Finding Clock(TimeSpan? skew) => skew switch
    {
        null => Finding.Skipped("clock", "No answer of AWS to compare it with."),
        { } it when it.Duration() > MostSkew => Finding.Wrong("clock",
            $"This machine's clock is {it.Duration().TotalSeconds:0} s {(it > TimeSpan.Zero ? "ahead of" : "behind")} AWS's.",
            "Set it by NTP: `sudo timedatectl set-ntp true`."),
        _ => Finding.Well("clock", $"Within {MostSkew.TotalSeconds:0} s of AWS's."),
    };
}

/// <summary>Who AWS says we are.</summary>
internal sealed record Caller(string Arn)
{
    public string Partition => Arn.Split(':') is [_, var partition, ..] ? partition : "aws";

    public string Account => Arn.Split(':') is [_, _, _, _, var account, ..] ? account : "*";

    /// <summary>What IAM calls whoever holds the policies: of an assumed role, the role.</summary>
    public string PolicyHolder => Arn.Split(':', '/') is [_, _, "sts", _, _, "assumed-role", var role, ..]
        ? $"arn:{Partition}:iam::{Account}:role/{role}"
        : Arn;
}
