using Google.Protobuf.WellKnownTypes;
using Ledger.Tooling.Draws;
using Ledger.V1;

namespace Ledger.Yardstick.Load;

/// <summary>
/// The traffic of one caller: 1 % retries of an operation sent a while ago, 1 % debits above any balance, the rest half accruals by
/// purchase, half debits. Operations are made as they are needed, which costs the client well under a microsecond each. Not for concurrent
/// use.
/// </summary>
/// <param name="seed">Of the whole run.</param>
/// <param name="caller">Tells the callers of a run apart: their keys must never meet.</param>
/// <param name="population">Whom the operations are about.</param>
/// <param name="retryDistance">After how many further operations of this caller a retry comes.</param>
/// <param name="time">The clock of keys and business times.</param>
internal sealed class Workload(int seed, int caller, Population population, int retryDistance, TimeProvider time)
{
    /// <summary>More than an account of the yardstick ever holds, and within the program's limit.</summary>
    public const long AboveAnyBalanceMinor = 1_000_000_000_000;

    private const int Stores = 16;

    private readonly SplitMix _random = new(((ulong)seed << 32) ^ (ulong)caller);
    private readonly Operation?[] _sent = new Operation?[retryDistance];
    private long _count;

    public Operation Next()
    {
        ref var slot = ref _sent[_count++ % retryDistance];
        var chance = _random.NextInt64(10_000);
        if (chance < 100 && slot is not null) return slot;

        var now = time.GetUtcNow();
        var operation = new Operation
        {
            Key = KeyBytes.Make(now.ToUnixTimeMilliseconds(), _random),
            Account = population.Draw(_random),
            Store = 1 + caller % Stores,
            Terminal = 1 + caller,
            TerminalSeq = _count,
            BusinessTime = Timestamp.FromDateTimeOffset(now),
        };
        if (chance < 200) operation.Debit = new Debit { AmountMinor = AboveAnyBalanceMinor };
        else if ((chance & 1) == 0) operation.Accrue = new Accrue { PurchaseMinor = 1000 + _random.NextInt64(50_000) };
        else operation.Debit = new Debit { AmountMinor = 100 + _random.NextInt64(20_000) };
        return slot = operation;
    }
}
