using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Server.Programs;

namespace Ledger.Crash.Tests.Journals;

/// <summary>Operations on the demo program's accounts, as intake would hand them to a writer.</summary>
internal static class Members
{
    public static readonly DateTimeOffset Start = new(2026, 6, 15, 4, 0, 0, TimeSpan.Zero);

    public static readonly ProgramBook Programs = new(
        StoreList.Parse("stores.yaml", File.ReadAllText(InPrograms("stores.yaml"))),
        [ProgramDocument.Parse("demo.yaml", File.ReadAllText(InPrograms("demo.yaml"))).Rules]);

    public static Operation Open(long account, Guid? card = null) => Make(account, OperationKind.OpenAccount, newCard: card);

    public static Operation IssueCard(long account, Guid card) => Make(account, OperationKind.IssueCard, newCard: card);

    public static Operation TopUp(long account, long minor, Guid? key = null, string? reference = null) =>
        Make(account, OperationKind.TopUp, minor, key: key, reference: reference);

    public static Operation Debit(long account, long minor, Guid? key = null, bool partial = false) =>
        Make(account, OperationKind.Debit, minor, key: key, partial: partial);

    public static Operation Accrue(long account, long points, Guid? key = null, string? reference = null) =>
        Make(account, OperationKind.Accrue, points, Asset.Points, "gift", key, reference);

    public static Operation Redeem(long account, long points) => Make(account, OperationKind.Redeem, points);

    public static Operation Reverse(long account, Guid original, Guid? key = null) =>
        Make(account, OperationKind.Reverse, key: key, original: original);

    public static Operation Refund(long account, Guid original, long amount) =>
        Make(account, OperationKind.Refund, amount, original: original, terms: new RefundTerms([]));

    /// <summary>An operation that no rule decides: deciding it throws.</summary>
    public static Operation Undecidable(long account) => Make(account, (OperationKind)99);

    public static Operation Make(
        long account, OperationKind kind, long asked = 0, Asset asset = Asset.None, string? note = null, Guid? key = null,
        string? reference = null, bool partial = false, Guid? newCard = null, Guid? original = null,
        OperationTerms? terms = null, PinProof pin = default)
    {
        var operation = new Operation
        {
            Key = key ?? Guid.CreateVersion7(Start),
            Kind = kind,
            Account = account,
            AccountStated = true,
            Store = 1,
            Program = 1,
            Terminal = 7,
            BusinessTime = Start.UtcDateTime,
            BusinessDate = DateOnly.FromDateTime(Start.UtcDateTime),
            Asked = asked,
            Asset = asset,
            AllowPartial = partial,
            Note = note,
            Reference = reference,
            Original = original,
            Terms = terms,
            Pin = pin,
            NewCard = newCard is { } card ? new NewCard(card, "1234") : null,
        };
        operation.PayloadHash = PayloadHash.Of(operation);
        return operation;
    }

    private static string InPrograms(string file) => Path.Combine(AppContext.BaseDirectory, "programs", file);
}
