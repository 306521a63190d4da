namespace Ledger.Server.Rules;

/// <summary>Something the ledger has to do on an account by itself; <paramref name="Original"/>: the hold that ends.</summary>
public readonly record struct DueOperation(OperationKind Kind, Guid? Original = null);

/// <summary>What time alone makes necessary on an account.</summary>
public static class Due
{
    /// <summary>What is due on <paramref name="date"/>, in the order in which it is to be done.</summary>
    public static IReadOnlyList<DueOperation> On(AccountState state, ProgramRules rules, DateOnly date, DateTime now) => [];

    /// <summary>The first day on which something is due; null: never.</summary>
    public static DateOnly? Next(AccountState state) => null;

    /// <summary>When the next hold ends; null: none is open.</summary>
    public static DateTime? NextHold(AccountState state) => null;
}
