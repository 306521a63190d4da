using Ledger.Rules.Program;
using Ledger.Server.Basics;
using Ledger.Server.Cards;
using Ledger.Server.Intake;
using Ledger.Server.Intake.Checking;
using Ledger.Server.Intake.Proving;
using Ledger.Server.Intake.Resolving;
using Ledger.Server.Programs;

namespace Ledger.Fuzz.Known;

/// <summary>
/// Both ways of reading, over the same two stores and one program, at a moment that stands still. Each thread has its own.
/// </summary>
internal sealed class KnownLedger : IDisposable
{
    /// <summary>A card of <see cref="Account"/>.</summary>
    public const string Card = "card of a member 0001";
    public const long Account = 5;

    public static readonly DateTimeOffset Now = new(2026, 11, 22, 4, 0, 0, TimeSpan.Zero);

    private static readonly ProgramRules _rules = new()
    {
        Program = 1, Version = 1, ActiveFrom = default, EarnPoints = 1, EarnPerMinor = 100, PointsValidity = Validity.Unlimited,
        RedeemBlock = 100, RedeemWorthMinor = 500, BonusSteps = [], BonusValidity = Validity.Unlimited, PoolOrder = PoolOrder.BonusFirst,
        TopUpMaxMinor = 1_000_000, DebitMaxMinor = 1_000_000, PurchaseMaxMinor = 2_000_000, PointsMax = 500_000,
        StoredValueMaxMinor = 10_000_000, PointsBalanceMax = 10_000_000, CardsMax = 4,
    };

    private readonly PinCheck _pins;

    public KnownLedger()
    {
        var (limits, time, key) = (new Limits(), new StandingTime(), new CardKey(new byte[32]));
        var book = new ProgramBook([StoreOf(1, "Asia/Shanghai"), StoreOf(2, "America/New_York")], [_rules]);
        var lookups = new MemoryLookups { Names = { [key.IdOf(Card)] = Account } };
        _pins = new PinCheck(new SecretHash(new byte[32], 1), limits, time);
        Plain = new PlainReader(book, limits, time);
        Reader = new OperationReader(
            new OperationCheck(limits, time), new OperationResolver(book, key, lookups), new OperationProof(_pins, lookups),
            lookups);
    }

    public PlainReader Plain { get; }

    public OperationReader Reader { get; }

    public void Dispose() => _pins.Dispose();

    private static Store StoreOf(int number, string zone) => new(number, 1, $"Store {number}", TimeZoneInfo.FindSystemTimeZoneById(zone));

    private sealed class StandingTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Now;
    }
}
