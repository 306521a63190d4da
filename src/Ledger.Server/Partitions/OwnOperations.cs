using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Time;

namespace Ledger.Server.Partitions;

/// <summary>The operations that the ledger sends itself: of store 0 and terminal 0, the same on every server and at any time.</summary>
internal static class OwnOperations
{
    /// <summary>The other side of a transfer or merge.</summary>
    public static Operation Arrive(SentTransfer sent) => Following(OperationKind.Arrive, sent, DerivedKeys.ArrivalOf(sent.Key), sent.To);

    /// <summary>The way back of a transfer or merge that the other side refused.</summary>
    /// <param name="account">The sender, or the one that stays where the sender was merged since.</param>
    public static Operation ComeBack(SentTransfer sent, long account) =>
        Following(OperationKind.ComeBack, sent, DerivedKeys.ComeBackOf(sent.Key), account);

    /// <summary>The way back of a transfer that is reversed.</summary>
    /// <param name="account">Where it arrived, or the one that stays where that was merged since.</param>
    /// <param name="to">Where it is to go.</param>
    public static Operation TakeBack(SentTransfer sent, long account, long to) =>
        Following(OperationKind.TakeBack, sent, DerivedKeys.TakeBackOf(sent.Key), account, new OtherAccountTerms(to));

    /// <summary>What is due on an account on a day of its program.</summary>
    public static Operation Due(DueOperation due, long account, short program, DateOnly date) => Hashed(new Operation
    {
        Key = DerivedKeys.UpkeepOf(due.Kind, account, date, due.Original),
        Kind = due.Kind,
        Account = account,
        AccountStated = true,
        Store = 0,
        Program = program,
        Terminal = 0,
        BusinessTime = MidnightOf(date),
        BusinessDate = date,
        Original = due.Original,
    });

    /// <summary>Midnight, UTC.</summary>
    public static DateTime MidnightOf(DateOnly date) => date.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);

    private static Operation Following(OperationKind kind, SentTransfer sent, Guid key, long account, OperationTerms? terms = null) =>
        Hashed(new Operation
    {
        Key = key,
        Kind = kind,
        Account = account,
        AccountStated = true,
        Store = 0,
        Program = sent.Program,
        Terminal = 0,
        BusinessTime = sent.BusinessTime,
        BusinessDate = sent.BusinessDate,
        Asked = sent.Asked,
        Terms = terms,
        Original = sent.Key,
    });

    private static Operation Hashed(Operation operation)
    {
        operation.PayloadHash = PayloadHash.Of(operation);
        return operation;
    }
}
