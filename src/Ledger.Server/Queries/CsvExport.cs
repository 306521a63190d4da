using static Ledger.Server.Queries.CsvValues;

namespace Ledger.Server.Queries;

/// <summary>The reports as CSV files, column by column. <c>docs/reports.md</c> explains them.</summary>
internal static class CsvExport
{
    /// <summary>One row for each transfer of a transaction, and one for a transaction without any.</summary>
    private static readonly CsvColumn<(V1.StatementLine Line, V1.Transfer? Transfer)>[] StatementColumns =
    [
        new("key", row => Of(row.Line.Receipt.Key)),
        new("kind", row => Of(row.Line.Kind)),
        new("outcome", row => Of(row.Line.Receipt.Outcome)),
        new("posted_at", row => Of(row.Line.Receipt.PostedAt)),
        new("business_time", row => Of(row.Line.BusinessTime)),
        new("business_date", row => Day(row.Line.Receipt.BusinessDate)),
        new("store", row => Of(row.Line.Store)),
        new("terminal", row => Of(row.Line.Terminal)),
        new("operator", row => Of(row.Line.Operator)),
        new("terminal_seq", row => Of(row.Line.TerminalSeq)),
        new("reference", row => Text(row.Line.Reference)),
        new("reason", row => Text(row.Line.Reason)),
        new("original_key", row => Of(row.Line.OriginalKey)),
        new("asked", row => Of(row.Line.Asked)),
        new("account", row => Of(row.Line.Receipt.Account)),
        new("asset", row => row.Transfer is null ? "" : Of(row.Transfer.Asset)),
        new("amount", row => row.Transfer is null ? "0" : Of(IsGain(row.Transfer) ? row.Transfer.Amount : -row.Transfer.Amount)),
        new("ledger_account", row => row.Transfer is null ? "" : Of(SystemOf(row.Transfer))),
        new("lot", row => row.Transfer is null ? "" : Day(row.Transfer.Lot)),
        new("lot_from", row => row.Transfer is null ? "" : Day(row.Transfer.LotFrom)),
        new("points_after", row => Of(row.Line.Receipt.Balances?.Points ?? 0)),
        new("principal_after_minor", row => Of(row.Line.Receipt.Balances?.PrincipalMinor ?? 0)),
        new("bonus_after_minor", row => Of(row.Line.Receipt.Balances?.BonusMinor ?? 0)),
        new("worth_minor", row => Of(row.Line.Receipt.WorthMinor)),
        new("program", row => Of(row.Line.Receipt.Program)),
        new("rule_version", row => Of(row.Line.Receipt.RuleVersion)),
        new("partition", row => Of(row.Line.Receipt.Partition)),
        new("sequence", row => Of(row.Line.Receipt.Sequence)),
#pragma warning disable CS0612 // The file keeps the columns it had.
        new("detail", row => Text(row.Line.Detail)),
#pragma warning restore CS0612
    ];

    private static readonly CsvColumn<(V1.SettlementLine Line, bool Final)>[] SettlementColumns =
    [
        new("party", row => Text(row.Line.Party)),
        new("tender_minor", row => Of(row.Line.TenderMinor)),
        new("principal_spent_minor", row => Of(row.Line.PrincipalSpentMinor)),
        new("bonus_spent_minor", row => Of(row.Line.BonusSpentMinor)),
        new("cash_out_minor", row => Of(row.Line.CashOutMinor)),
        new("fees_minor", row => Of(row.Line.FeesMinor)),
        new("points_issued", row => Of(row.Line.PointsIssued)),
        new("points_redeemed", row => Of(row.Line.PointsRedeemed)),
        new("points_worth_minor", row => Of(row.Line.PointsWorthMinor)),
        new("net_minor", row => Of(row.Line.NetMinor)),
        new("final", row => row.Final ? "true" : "false"),
        new("fees_kept_minor", row => Of(row.Line.FeesKeptMinor)),
        new("netted_minor", row => Of(row.Line.NettedMinor)),
        new("late_of", row => row.Line.LateOf == 0 ? "" : Month(row.Line.LateOf)),
    ];

    private static readonly CsvColumn<V1.TrialBalanceLine>[] TrialBalanceColumns =
    [
        new("asset", line => Of(line.Asset)),
        new("ledger_account", line => line.System == V1.SystemAccount.Unspecified ? "members" : Of(line.System)),
        new("debits", line => Of(line.Debits)),
        new("credits", line => Of(line.Credits)),
    ];

    private static readonly CsvColumn<(V1.Close Close, V1.CloseLine? Total, V1.SequenceFinding? Finding)>[] CloseColumns =
    [
        new("line", row => row.Finding is null ? "total" : row.Finding.Repeats > 0 ? "repeated" : "missing"),
        new("store", row => Of(row.Close.Store)),
        new("terminal", row => Of(row.Total?.Terminal ?? row.Finding!.Terminal)),
        new("business_date", row => Day(row.Close.BusinessDate)),
        new("kind", row => Of(row.Total?.Kind ?? default)),
        new("outcome", row => Of(row.Total?.Outcome ?? default)),
        new("asset", row => Of(row.Total?.Asset ?? default)),
        new("count", row => Of(row.Total?.Count ?? row.Finding!.Repeats)),
        new("given", row => row.Total is null ? "" : Of(row.Total.Given)),
        new("taken", row => row.Total is null ? "" : Of(row.Total.Taken)),
        new("from", row => row.Finding is null ? "" : Of(row.Finding.From)),
        new("to", row => row.Finding is null ? "" : Of(row.Finding.To)),
        new("position", row => Text(row.Close.Position)),
    ];

    private static readonly CsvColumn<(V1.LiabilityLine? Held, V1.BreakageLine? Breakage)>[] LiabilityColumns =
    [
        new("line", row => row.Held is null ? "breakage" : "held"),
        new("asset", row => Of(row.Held?.Asset ?? row.Breakage!.Asset)),
        new("from_days", row => row.Held is null ? "" : Of(row.Held.FromDays)),
        new("to_days", row => row.Held is null or { ToDays: 0 } ? "" : Of(row.Held.ToDays)),
        new("month", row => row.Breakage is null ? "" : Month(row.Breakage.Month)),
        new("amount", row => Of(row.Held?.Amount ?? row.Breakage!.Amount)),
    ];

    public static void WriteStatementHeader(CsvPieces file) => file.Header(StatementColumns);

    /// <summary>A page of a statement, behind its header or the page before.</summary>
    public static async Task WriteAsync(CsvPieces file, V1.Statement statement)
    {
        foreach (var line in statement.Lines)
            if (line.Receipt.Transfers.Count == 0) await file.RowAsync(StatementColumns, (line, null));
            else
                foreach (var transfer in line.Receipt.Transfers) await file.RowAsync(StatementColumns, (line, transfer));
    }

    public static async Task WriteAsync(CsvPieces file, V1.Settlement settlement)
    {
        file.Header(SettlementColumns);
        foreach (var line in settlement.Lines.Concat(settlement.LateLines))
            await file.RowAsync(SettlementColumns, (line, settlement.Final));
    }

    public static async Task WriteAsync(CsvPieces file, V1.TrialBalance balance)
    {
        file.Header(TrialBalanceColumns);
        foreach (var line in balance.Lines) await file.RowAsync(TrialBalanceColumns, line);
    }

    public static async Task WriteAsync(CsvPieces file, V1.Close close)
    {
        file.Header(CloseColumns);
        foreach (var line in close.Lines) await file.RowAsync(CloseColumns, (close, line, null));
        foreach (var finding in close.Sequence) await file.RowAsync(CloseColumns, (close, null, finding));
    }

    public static async Task WriteAsync(CsvPieces file, V1.Liability liability)
    {
        file.Header(LiabilityColumns);
        foreach (var line in liability.Lines) await file.RowAsync(LiabilityColumns, (line, null));
        foreach (var line in liability.Breakage) await file.RowAsync(LiabilityColumns, (null, line));
    }

    private static V1.SystemAccount SystemOf(V1.Transfer transfer) => IsGain(transfer) ? transfer.Debit.System : transfer.Credit.System;

    private static bool IsGain(V1.Transfer transfer) => transfer.Credit.PartyCase == V1.Side.PartyOneofCase.Account;
}
