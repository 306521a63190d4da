using System.Text;
using Ledger.Rules.Rows;
using Ledger.Rules.State;
using Ledger.Server.Journal.Checkpoint;

namespace Ledger.Server.Journal.Closings;

/// <summary>The rows of one step of a closing, and what they make of their accounts.</summary>
internal sealed class ClosingSlice(DateOnly month, StatesHash states)
{
    private readonly Dictionary<long, (AccountState State, ReceiptStock Receipts)> _accounts = [];
    private readonly AccountDetailBuffer _detail = new();
    private readonly List<JournalRow> _rows = [];

    public LedgerSums Totals { get; } = new();

    public HeldSums Held { get; } = new();

    /// <summary>The accounts that have rows.</summary>
    public long[] Accounts => [.. _accounts.Keys];

    public void Add(in JournalRow row)
    {
        _rows.Add(row);
        _accounts.TryAdd(row.Account, default);
        Totals.Take(row);
    }

    /// <summary>An account as of the closing before, or as far as this one has got.</summary>
    public void Begin(ClosedAccount account)
    {
        _accounts[account.Account] = (account.State(), ReceiptStock.Read(account.Receipts));
        if (account.Month == month) states.Remove(account);
    }

    /// <summary>Folds the rows. What they leave of their accounts.</summary>
    /// <exception cref="Rules.Basics.InvariantBrokenException">They do not follow from each other: nothing of this is closed.</exception>
    public IReadOnlyList<ClosedAccount> Fold()
    {
        foreach (ref readonly var row in System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_rows))
        {
            var (state, receipts) = _accounts[row.Account];
            if (state is null)
            {
                (state, receipts) = (new AccountState(row.Account), new ReceiptStock());
                _accounts[row.Account] = (state, receipts);
            }
            state.Apply(row);
            receipts.Take(row, Held);
        }
        var closed = new List<ClosedAccount>(_accounts.Count);
        foreach (var (account, (state, receipts)) in _accounts)
        {
            var detail = Encoding.UTF8.GetString(_detail.Write(state).Span);
            closed.Add(new ClosedAccount(
                account, month, state.Program, state.LastSeq, state.Points, state.Principal, state.Bonus, detail, receipts.Write()));
            states.Add(closed[^1]);
        }
        return closed;
    }
}
