using Google.Protobuf.WellKnownTypes;
using Ledger.Client;
using Ledger.Rules;
using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Program;
using Ledger.Rules.Rows;
using Ledger.Rules.State;
using Ledger.Server.Programs;
using OperationKind = Ledger.Rules.Codes.OperationKind;

namespace Ledger.Bench;

/// <summary>
/// What the steps work on: the demo program, an account with lots, operations of each kind. Fixed, so that a run repeats another.
/// </summary>
internal static class Samples
{
    public const long Account = 4711;

    public static readonly DateTime Now = new(2026, 11, 22, 4, 0, 0, DateTimeKind.Utc);

    public static ProgramRules Rules { get; } = ProgramDocument.Parse(
        "demo.yaml", File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "demo.yaml"))).Rules;

    public static ProgramBook Book { get; } = new([new Store(1, 1, "Central", TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai"))],
        [Rules]);

    /// <summary>An open account with points, principal and bonus.</summary>
    public static AccountState State() => AccountState.Restore(
        Account, 1, 10, 500_000, [new Lot(new DateOnly(2026, 12, 31), 5_000), new Lot(new DateOnly(2027, 12, 31), 5_000)],
        [new Lot(new DateOnly(2027, 11, 22), 5_000)], []);

    public static Operation Of(OperationKind kind) => new()
    {
        Key = OperationKey.Derive(1, 7, (long)kind, new DateTimeOffset(Now)),
        Kind = kind,
        Account = Account,
        AccountStated = true,
        Store = 1,
        Program = 1,
        Terminal = 7,
        BusinessTime = Now,
        BusinessDate = new DateOnly(2026, 11, 22),
        Asked = kind switch { OperationKind.Accrue => 55_900, OperationKind.Redeem => 6_000, OperationKind.Debit => 7_500, _ => 30_000 },
        Asset = kind is OperationKind.Accrue or OperationKind.Adjust ? Asset.Principal : Asset.None,
    };

    /// <summary>A debit as it comes in.</summary>
    public static V1.Operation Wire(DateTimeOffset now) => new()
    {
        Key = OperationKey.ToByteString(OperationKey.Derive(1, 7, 42, now)),
        Account = Account,
        Store = 1,
        Terminal = 7,
        TerminalSeq = 42,
        BusinessTime = Timestamp.FromDateTimeOffset(now),
        Debit = new V1.Debit { AmountMinor = 7_500 },
    };

    /// <summary>As many journal rows as <paramref name="count"/> debits of one row make, each with its own key.</summary>
    public static RowBuffer Rows(int count)
    {
        var rows = new RowBuffer();
        var state = AccountState.Restore(Account, 1, 10, 500_000_000, [], [], []);
        for (var i = 0; i < count; i++)
        {
            var operation = Of(OperationKind.Debit);
            Decide.On(state, operation, Rules, default, new Position(0, 11 + i, Now), rows);
            rows[i].Key = OperationKey.Derive(1, 7, i + 1, new DateTimeOffset(Now));
        }
        return rows;
    }
}
