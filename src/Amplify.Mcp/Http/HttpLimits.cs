using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.RateLimiting;

namespace Amplify.Mcp.Http;

/// <summary>How much one client and all together may ask, and for how long.</summary>
internal sealed class HttpLimits(HttpSettings settings)
{
    private readonly FairShare places = new(settings.MaxConcurrent);

    public static void Rates(RateLimiterOptions options, HttpSettings settings)
    {
        var perSecond = settings.RequestsPerSecond;
        options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context => RateLimitPartition.GetTokenBucketLimiter(
            FairShare.ClientAt(context.Connection.RemoteIpAddress),
            _ => new() { TokenLimit = 2 * perSecond, TokensPerPeriod = perSecond, ReplenishmentPeriod = TimeSpan.FromSeconds(1) }));
        options.OnRejected = async (rejected, _) =>
        {
            var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? (int)Math.Ceiling(after.TotalSeconds) : 1;
            await RefuseAsync(rejected.HttpContext, "Too many requests", wait);
        };
    }

    public static void Deadline(RequestTimeoutOptions options, HttpSettings settings) => options.DefaultPolicy = new()
    {
        Timeout = settings.Deadline,
        WriteTimeoutResponse = context => Refusal.WriteAsync(context, StatusCodes.Status504GatewayTimeout,
            $"The request did not end within {settings.Deadline.TotalSeconds:0} s. Send its body whole and at once. Whether a job was "
                + "submitted is not known."),
    };

    /// <summary>
    /// A place among the calls at a time, taken once the request is whole and its sender is known. Many hold theirs asleep, so each client
    /// has its share.
    /// </summary>
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var client = ClientOf(context);
        if (!places.TryTake(client))
        {
            await RefuseAsync(context, "Too many calls at the same time", 1);
            return;
        }

        try
        {
            await next(context);
        }
        finally
        {
            places.Return(client);
        }
    }

    public static async Task RefuseAsync(HttpContext context, string what, int wait)
    {
        context.Response.Headers.RetryAfter = wait.ToString(CultureInfo.InvariantCulture);
        await Refusal.WriteAsync(context, StatusCodes.Status429TooManyRequests,
            $"{what}. Nothing was submitted; repeat the call in {wait} s.");
    }

    // Behind a proxy all have its address; a token tells them apart.
    public static string ClientOf(HttpContext context) =>
        context.User.FindFirst("sub")?.Value is { } subject ? "sub " + subject : FairShare.ClientAt(context.Connection.RemoteIpAddress);
}
