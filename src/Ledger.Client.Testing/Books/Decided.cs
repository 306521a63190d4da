using Ledger.Rules.Asked;
using Ledger.Rules.Rows;
using Ledger.Server.Contract;
using Status = Google.Rpc.Status;

namespace Ledger.Client.Testing.Books;

/// <summary>What became of an operation: the rows under its key, or the problem that left none; exactly one of the two.</summary>
internal sealed record Decided(JournalRow[]? Rows, Status? Problem)
{
    private bool IsReplayed { get; init; }

    /// <summary>The key stands for another operation, which differs in this field; null: it does not.</summary>
    private string? DifferingField { get; init; }

    public static Decided Not(Status problem) => new(null, problem);

    public static Decided Now(JournalRow[] rows) => new(rows, null);

    /// <summary>The key was there before: with this operation, or with another one.</summary>
    public static Decided Before(JournalRow[] rows, Operation operation) =>
        new(rows, null) { IsReplayed = true, DifferingField = PayloadDifference.Between(rows[0], operation) };

    /// <summary>The receipt, where there are rows.</summary>
    public V1.Receipt Receipt() => DifferingField is { } field ? Receipts.KeyReused(Rows![0], field) : Receipts.Of(Rows, IsReplayed);

    /// <summary>The receipt; a problem is thrown as the call's status.</summary>
    public V1.Receipt ReceiptOrThrow() => Problem is null ? Receipt() : throw Problems.ToException(Problem);
}
