using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.RateLimiting;

namespace Amplify.Mcp.Http;

/// <summary>How much one client and all together may ask, and for how long.</summary>
internal static class HttpLimits
{
    public static void Rates(RateLimiterOptions options, HttpSettings settings)
    {
        var (perSecond, concurrent) = (settings.RequestsPerSecond, settings.MaxConcurrent);
        var byClient = PartitionedRateLimiter.Create<HttpContext, string>(context => RateLimitPartition.GetTokenBucketLimiter(
            context.Connection.RemoteIpAddress?.ToString() ?? "",
            _ => new() { TokenLimit = 2 * perSecond, TokensPerPeriod = perSecond, ReplenishmentPeriod = TimeSpan.FromSeconds(1) }));
        var together = PartitionedRateLimiter.Create<HttpContext, string>(
            _ => RateLimitPartition.GetConcurrencyLimiter("all", _ => new() { PermitLimit = concurrent }));
        options.GlobalLimiter = PartitionedRateLimiter.CreateChained(byClient, together);
        options.OnRejected = async (rejected, _) =>
        {
            var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? (int)Math.Ceiling(after.TotalSeconds) : 1;
            rejected.HttpContext.Response.Headers.RetryAfter = wait.ToString(CultureInfo.InvariantCulture);
            await Refusal.WriteAsync(rejected.HttpContext, StatusCodes.Status429TooManyRequests,
                $"Too many requests. Nothing was submitted; repeat the call in {wait} s.");
        };
    }

    public static void Deadline(RequestTimeoutOptions options, HttpSettings settings) => options.DefaultPolicy = new()
    {
        Timeout = settings.Deadline,
        WriteTimeoutResponse = context => Refusal.WriteAsync(context, StatusCodes.Status504GatewayTimeout,
            $"The request did not end within {settings.Deadline.TotalSeconds:0} s. Send its body whole and at once. Whether a job was "
                + "submitted is not known."),
    };
}
