using System.Threading.RateLimiting;
using Ledger.Server.Basics;
using Ledger.Server.Contract;

namespace Ledger.Server.Authority.Enrolment;

/// <summary>How often anybody may try to enrol, all together: strangers can call it, and each try asks the database.</summary>
internal sealed class EnrolmentBucket(Limits limits) : IDisposable
{
    private readonly TokenBucketRateLimiter _tries = new(new TokenBucketRateLimiterOptions
    {
        TokenLimit = limits.EnrolmentsMax,
        TokensPerPeriod = limits.EnrolmentsPerSecond,
        ReplenishmentPeriod = TimeSpan.FromSeconds(1),
        QueueLimit = 0,
    });

    /// <summary>Takes one try.</summary>
    /// <exception cref="Grpc.Core.RpcException">There is none left for now.</exception>
    public void Take()
    {
        using var taken = _tries.AttemptAcquire();
        if (!taken.IsAcquired)
            throw Problems.ToException(
                Problems.QuotaUsedUp("ENROLMENTS_FULL", "Too many enrol at once. Come back later.", TimeSpan.FromSeconds(1)));
    }

    public void Dispose() => _tries.Dispose();
}
