using System.Text.Json;
using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Rows;
using Ledger.Rules.State;
using Ledger.Rules.Tests.Model;
using Ledger.Rules.Tests.Simulation;
using Ledger.Rules.Time;

namespace Ledger.Rules.Tests.Properties;

/// <summary>What holds at every row of every life, whatever the program.</summary>
public sealed class HistoryProperties
{
    private static readonly JsonSerializerOptions _withFields = new() { IncludeFields = true };

    [Fact]
    public void I1_What_members_gained_is_what_the_ledgers_own_accounts_gave() => Cases.Hold(Lives.Any, 60, life =>
    {
        var history = Lives.Lived(life);
        foreach (var row in history.Rules.Journal)
            Assert.Equal((row.Asset == Asset.None, row.Amount == 0), (row.Counter == SystemAccount.None, row.Asset == Asset.None));
        foreach (var asset in new[] { Asset.Points, Asset.Principal, Asset.Bonus })
            Assert.Equal(history.Rules.Journal.Where(row => row.Asset == asset).Sum(row => row.Amount),
                history.Rules.Accounts.Values.Sum(account => BalanceOf(account, asset)));
    });

    [Fact]
    public void I2_No_balance_is_below_its_floor_and_what_holds_set_aside_is_there() =>
        Cases.Hold(Lives.Any, 60, life => Fold(Lives.Lived(life), (state, rows) =>
    {
        var now = rows[0].PostedAt;
        Assert.True(state.Principal >= state.Membership.HeldPrincipal(now) && state.Bonus >= 0 && state.Points >= -state.PointsOwed
            && state.PointsOwed >= 0);
        foreach (var lot in state.BonusLots.Span) Assert.InRange(state.Membership.HeldBonus(lot.ExpiresOn, now), 0, lot.Amount);
        Assert.Equal(state.Membership.Holds.Where(hold => hold.IsOpen(now)).Sum(hold => hold.LeftMinor),
            state.Membership.HeldPrincipal(now)
                + state.BonusLots.Span.ToArray().Sum(lot => state.Membership.HeldBonus(lot.ExpiresOn, now)));
    }));

    [Fact]
    public void I5_A_key_gets_its_first_answer_again_and_another_payload_is_named() => Cases.Hold(Lives.Any, 60, life =>
    {
        var history = Lives.Lived(life);
        var rows = history.Rules.Journal.Count;
        foreach (var (sending, now, _) in history.Steps)
        {
            if (!history.Plain.Entries.TryGetValue(sending.Operation.Key, out var first)) continue;
            var isBlocked = history.Plain.Blocked.Contains(sending.Operation.Key);
            Assert.Equal(isBlocked ? Words.KeyBlocked : first.Told, history.Rules.Post(new Sending(first.Operation), now));
            Assert.Equal(isBlocked ? Words.KeyBlocked : Words.KeyReused("terminal"),
                history.Rules.Post(Sendings.Changed(first.Operation, 0), now));
        }
        Assert.Equal(rows, history.Rules.Journal.Count);
    });

    [Fact]
    public void I6_An_account_is_the_fold_of_its_rows_wherever_a_copy_takes_over() => Cases.Hold(Lives.Any, 60, life =>
    {
        var history = Lives.Lived(life);
        foreach (var live in history.Rules.Accounts.Values)
        {
            var state = new AccountState(live.Account);
            foreach (var row in history.Rules.Journal.Where(row => row.Account == live.Account))
            {
                if (row.Seq % 7 == 0) state = state.Clone();
                state.Apply(row);
            }
            Assert.Equal(Words.Of(live), Words.Of(state));
            Assert.Equal(JsonSerializer.Serialize(live.Activity), JsonSerializer.Serialize(state.Activity));
        }
    });

    [Fact]
    public void I9_A_refusal_moves_nothing() => Cases.Hold(Lives.Any, 60, life => Fold(Lives.Lived(life), (state, rows) =>
    {
        if (rows[0].Outcome.IsPosted()) return;
        var row = Assert.Single(rows);
        Assert.Equal((Asset.None, 0, SystemAccount.None, null), (row.Asset, row.Amount, row.Counter, row.Detail));
    }, (before, after, rows) =>
    {
        if (!rows[0].Outcome.IsPosted() && rows[0].Outcome != Outcome.WrongPin) Assert.Equal(before, after);
    }));

    [Fact]
    public void I12_Lots_add_up_and_nothing_is_spent_before_its_first_day_or_after_its_last() =>
        Cases.Hold(Lives.Any, 60, life => Fold(Lives.Lived(life), (state, rows) =>
    {
        Assert.Equal((state.Points + state.PointsOwed, state.Bonus), (state.PointsLots.Total, state.BonusLots.Total));
        // An undoing spends nothing: it takes back what was given, from whichever lots are left.
        foreach (var row in rows.Where(row => row.Amount < 0 && row.Lot is not null
            && row.Kind is not (OperationKind.Refund or OperationKind.Reverse)
            && row.Counter is SystemAccount.Sales or SystemAccount.PointsRedeemed or SystemAccount.Fees))
            Assert.True(row.Lot >= row.BusinessDate && row.LotFrom.GetValueOrDefault() <= row.BusinessDate, $"row {row.Seq}");
    }));

    [Fact]
    public void Deciding_twice_on_equal_states_gives_equal_rows() => Cases.Hold(Lives.Any, 60, life =>
    {
        var history = Lives.Lived(life);
        var again = new RulesAtWork(history.RulesAt);
        foreach (var (sending, now, _) in history.Steps)
        {
            var account = again.AnsweringFor(sending.Operation);
            if (again.RowsOf(sending.Operation.Key).Length == 0
                && (again.Accounts.TryGetValue(account, out var state) || sending.Operation.Kind == OperationKind.OpenAccount)
                && state?.AnswersFor(sending.Operation.Account) != false
                && !(sending.Operation.Kind == OperationKind.Reverse && again.IsUnanswered(sending.Operation)))
            {
                state ??= new AccountState(account);
                var (known, quoted) = (Words.Of(state), JsonSerializer.Serialize(again.Decided(state.Clone(), sending, now), _withFields));
                Assert.Equal(known, Words.Of(state));
                Assert.Equal(quoted, JsonSerializer.Serialize(again.Decided(state, sending, now), _withFields));
                var seq = again.Journal.Count;
                again.Post(sending, now);
                Assert.Equal(quoted, JsonSerializer.Serialize(again.Journal.Skip(seq), _withFields));
            }
            else again.Post(sending, now);
        }
    });

    [Fact]
    public void What_leaves_for_another_member_arrives_or_comes_back_once() => Cases.Hold(Lives.Any, 60, life =>
    {
        var journal = Lives.Lived(life).Rules.Journal;
        foreach (var sent in journal.Where(row => row.Counter == SystemAccount.InTransit && row.Amount < 0).GroupBy(row => row.Key))
        {
            var ends = journal.Where(row => row.Original == sent.Key && row.Counter == SystemAccount.InTransit
                && row.Amount > 0).GroupBy(row => row.Key)
                .ToList();
            Assert.InRange(ends.Count, 0, 1);
            foreach (var end in ends)
                foreach (var asset in new[] { Asset.Points, Asset.Principal, Asset.Bonus })
                    Assert.Equal(-sent.Where(row => row.Asset == asset).Sum(row => row.Amount),
                        end.Where(row => row.Asset == asset).Sum(row => row.Amount));
        }
    });

    [Fact]
    public void What_is_due_is_done_once_and_leaves_nothing_due() => Cases.Hold(Lives.Any, 60, life =>
    {
        var history = Lives.Lived(life);
        var now = history.Steps[^1].Now.AddDays(life.Seed % 500);
        var count = 0;
        foreach (var (number, account) in history.Rules.Accounts.Where(one => one.Value.IsOpen).ToList())
        {
            IReadOnlyList<DueOperation> DueNow() =>
                Due.On(account, history.RulesAt(account.Program, now), new ProgramDays(DateOnly.FromDateTime(now)), now);
            foreach (var due in DueNow())
                history.Rules.Post(new Sending(Sendings.Copy(new Operation
                {
                    Key = new Guid(++count, 7, 0x7000, 0x80, 0, 0, 0, 0, 0, 0, 0), Kind = due.Kind, Original = due.Original,
                        Account = number, Store = 0, Program = account.Program, Terminal = 0,
                    BusinessTime = now, BusinessDate = DateOnly.FromDateTime(now),
                })), now);
            Assert.Empty(DueNow());
        }
    });

    private static long BalanceOf(AccountState account, Asset asset) =>
        asset switch { Asset.Points => account.Points, Asset.Principal => account.Principal, _ => account.Bonus };

    /// <summary>Takes a journal in again, transaction by transaction.</summary>
    private static void Fold(SimulatedHistory history, Action<AccountState, JournalRow[]> holds, Action<string, string,
        JournalRow[]>? changes = null)
    {
        var states = new Dictionary<long, AccountState>();
        foreach (var rows in history.Rules.Transactions)
        {
            if (!states.TryGetValue(rows[0].Account, out var state)) states.Add(rows[0].Account, state = new AccountState(rows[0].Account));
            var before = changes is null ? "" : Words.Of(state);
            foreach (var row in rows) state.Apply(row);
            holds(state, rows);
            changes?.Invoke(before, Words.Of(state), rows);
        }
    }
}
