using System.Globalization;
using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Tests.Model;

namespace Ledger.Rules.Tests.Simulation;

/// <summary>
/// An operation and its reversal right after it: the account is what it was before. What cannot be reversed, and what was refused, leaves
/// what it left.
/// </summary>
internal sealed class UndoneAtOnce
{
    private static readonly OperationKind[] _neverReversed =
    [
        // What goes to another account.
        OperationKind.Merge, OperationKind.Arrive, OperationKind.ComeBack, OperationKind.TakeBack,
        // What time does: it would be due again at once.
        OperationKind.Expire, OperationKind.TimeOutHold, OperationKind.ReviewTier, OperationKind.GrantBonus,
        // Whoever wants it done after all sends it anew.
        OperationKind.Reverse,
    ];

    private readonly Dictionary<Guid, (string Before, string After)> _told = [];
    private string _before = "";

    /// <summary>The reversal of an operation at the same moment.</summary>
    public static SimulatedStep Of(Operation operation, DateTime now, PlainLedger plain, int number)
    {
        var original = plain.Entries[operation.Key].Operation;
        var reversal = Sendings.Copy(new Operation
        {
            Key = new Guid(number, 11, 0x7000, 0x80, 0, 0, 0, 0, 0, 0, 0), Kind = OperationKind.Reverse, Account = original.Account,
            AccountStated = true, Store = 1, Program = plain.Entries[operation.Key].Member.Program, Terminal = 1,
            BusinessTime = operation.BusinessTime, BusinessDate = operation.BusinessDate, Original = operation.Key,
        });
        return new SimulatedStep(new Sending(reversal), now.AddMilliseconds(1), Undoes: true);
    }

    public void Before(SimulatedStep step, RulesAtWork rules, PlainLedger plain) => _before = Told(step, rules, plain);

    /// <summary>What is not as it was; null: all is.</summary>
    public string? After(SimulatedStep step, RulesAtWork rules, PlainLedger plain)
    {
        var (operation, after) = (step.Sending.Operation, Told(step, rules, plain));
        _told.TryAdd(operation.Key, (_before, after));
        if (!step.Undoes || !_told.TryGetValue(operation.Original!.Value, out var told)) return null;
        // The account was never opened.
        if (!plain.Entries.TryGetValue(operation.Key, out var reversal)) return null;
        // It never arrived: its key is blocked.
        if (!plain.Entries.TryGetValue(operation.Original.Value, out var original)) return null;
        // What was sent comes back by transactions of its own, as far as the other side still has it.
        if (original.Operation.Kind == OperationKind.Transfer) return null;
        // Something stands between the two, or it was reversed before.
        if (reversal.Number != original.Number + 1 || _before != told.After || reversal.Outcome == Outcome.PostedBefore) return null;
        var isNever = Array.IndexOf(_neverReversed, original.Operation.Kind) >= 0;
        if (original.IsPosted && isNever == reversal.IsPosted)
            return $"{Words.Of(step.Sending)}\n  of {Words.Of(new Sending(original.Operation))}: {reversal.Outcome}";
        var expected = original.IsPosted && !isNever ? told.Before : told.After;
        return after == expected ? null
            : $"{Words.Of(step.Sending)}\n  of {Words.Of(new Sending(original.Operation))}\n  it was: {expected}\n  and is: {after}";
    }

    // Both have said the same of it. What is older than any window does not matter.
    private static string Told(SimulatedStep step, RulesAtWork rules, PlainLedger plain)
    {
        var operation = step.Sending.Operation;
        var from = operation.BusinessDate.AddMonths(-24);
        return !rules.Accounts.TryGetValue(operation.Account, out var account) || !account.IsOpen ? "nothing"
            : string.Create(CultureInfo.InvariantCulture, $"{Words.Of(account)}\ncounts {Words.Counted(account, from)}")
                + $"\nand by the second model {Words.Counted(plain.Members[operation.Account], from)}";
    }
}
