using System.Runtime.CompilerServices;
using Ledger.Server.Basics;
using Ledger.Server.Contract;

namespace Ledger.Server.Intake;

/// <summary>
/// What callers have sent of messages that are not whole yet: it is held in memory until the rest comes, and nothing says that it ever
/// will. Each connection may have so much of it, and all together.
/// </summary>
public sealed class UnfinishedMessages(Limits limits)
{
    private readonly ConditionalWeakTable<Caller, StrongBox<long>> _ofCallers = [];
    private long _all;

    /// <summary>Has what comes with a call counted.</summary>
    internal Task RunAsync(HttpContext call, RequestDelegate next)
    {
        CountedBody.Count(call, this);
        return next(call);
    }

    /// <summary>Counts bytes of a caller, or some less.</summary>
    /// <exception cref="Grpc.Core.RpcException">There is no room for them. They are counted all the same, until they are given back.</exception>
    internal void Count(Caller caller, long bytes)
    {
        var all = Interlocked.Add(ref _all, bytes);
        var own = Interlocked.Add(ref _ofCallers.GetValue(caller, static _ => new StrongBox<long>()).Value, bytes);
        if (bytes > 0 && (all > limits.UnfinishedMaxBytes || own > limits.CallerUnfinishedMaxBytes))
            throw Problems.ToException(Problems.MessagesFull());
    }
}
