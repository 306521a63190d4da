using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Program;

namespace Ledger.Rules.Tests.Model;

/// <summary>What was typed at the PIN pad.</summary>
internal enum Typed { Nothing, Right, Wrong }

/// <summary>One sending: an operation, and what was typed.</summary>
internal sealed record Sending(Operation Operation, Typed Typed = Typed.Nothing)
{
    /// <summary>The other account of a transfer is not looked at before something leaves for it.</summary>
    public bool IsBlind { get; init; }

    /// <summary>The day at the store whose clock is behind all others of the program; null: that of the operation.</summary>
    public DateOnly? LastDate { get; init; }
}

/// <summary>
/// All rules a second time, written from their description alone: slow, in decimals, everything recomputed from whole histories. It shares
/// the records of programs and operations with the rules it checks, and none of their code.
/// </summary>
internal sealed partial class PlainLedger(Func<short, DateTime, ProgramRules> rulesAt)
{
    private readonly HashSet<Guid> _names = [];
    private readonly HashSet<Guid> _blocked = [];

    public Dictionary<long, PlainMember> Members { get; } = [];
    public Dictionary<Guid, PlainEntry> Entries { get; } = [];
    public IEnumerable<Guid> Blocked => _blocked;

    public ProgramRules RulesOf(PlainMember member, DateTime when) => rulesAt(member.Program, when);

    /// <summary>The answer in words; null when the account is unknown.</summary>
    public string? Post(Sending sending, DateTime now)
    {
        var operation = sending.Operation;
        if (_blocked.Contains(operation.Key)) return Words.KeyBlocked;
        if (Entries.TryGetValue(operation.Key, out var before))
            return Changed(before.Operation, operation) is { } field ? Words.KeyReused(field) : before.Told;
        var answering = AnsweringFor(operation);
        var member = Members.GetValueOrDefault(answering);
        if (operation.Kind is OperationKind.Refund or OperationKind.Reverse && member is { Status: AccountStatus.Merged })
            return Words.MergeUnderWay;
        if (answering != operation.Account && member?.Absorbed.Contains(operation.Account) != true) return Words.MergeUnderWay;
        if (operation.Kind == OperationKind.Reverse && IsUnanswered(operation)) return Words.MergeUnderWay;
        // What was done under a number whose opening was reversed can be asked about still.
        var wasThere = operation.Kind == OperationKind.Reverse && Entries.Values.Any(known => known.Member.Number == operation.Account);
        if (member is null && operation.Kind != OperationKind.OpenAccount && !wasThere) return null;

        var isNew = member is null;
        member ??= new PlainMember(operation.Account, operation.Program) { IsGone = operation.Kind == OperationKind.Reverse };
        member.Now = now;
        var entry = new PlainEntry(operation, member, rulesAt(member.Program, operation.BusinessTime))
        {
            Outcome = Outcome.Posted, Number = Entries.Count,
        };
        var at = new Desk(entry, member, entry.Rules, operation, now, sending.Typed)
        {
            IsBlind = sending.IsBlind, LastDate = sending.LastDate ?? operation.BusinessDate,
        };
        var isAnew = isNew && Entries.Values.Any(known => known.IsPosted && known.Operation.Kind == OperationKind.OpenAccount
            && known.Member.Number == operation.Account && known.Member.IsGone);
        if (operation.Kind == OperationKind.OpenAccount) Open(at, isNew);
        else if (isNew) Reverse(at);
        else if (!IsRefusedBefore(at)) OfKind(at);
        // Whoever was refused the number after somebody else is nobody either.
        if (isAnew && !entry.IsPosted) member.IsGone = true;
        // Whoever opens it anew answers for nothing that was asked of the number before, refusals among it.
        if (isAnew && entry.IsPosted)
            foreach (var known in Entries.Values.Where(known => known.Member.Number == member.Number && known.Member != member))
                known.Member.IsGone = true;
        if (entry.IsPosted)
        {
            if (operation.Kind is OperationKind.Refund or OperationKind.Reverse
                && entry.Moves is [{ Asset: Asset.Principal, Amount: < 0 }, ..])
                foreach (var load in member.Loads) load.Number = -1;
            if (!member.IsGone) Members[member.Number] = member;
            if (_endsWrongPins && member.WrongPins > 0) EndWrongPins(entry);
        }
        _endsWrongPins = false;
        Entries.Add(operation.Key, entry);
        return entry.Told;
    }

    /// <summary>Whoever is merged returns nothing: the account that stays at last does.</summary>
    public long AnsweringFor(Operation operation)
    {
        var account = operation.Account;
        if (operation.Kind is not (OperationKind.Refund or OperationKind.Reverse)) return account;
        for (var hops = 0; hops < 11 && Members.GetValueOrDefault(account) is { Status: AccountStatus.Merged } member; hops++)
            account = member.MergedInto;
        return account;
    }

    // Of the fields that the histories change.
    private static string? Changed(Operation first, Operation again) =>
        first.Terminal != again.Terminal ? "terminal" : first.Operator != again.Operator ? "operator"
        : first.TerminalSeq != again.TerminalSeq ? "terminal_seq" : first.Reference != again.Reference ? "reference" : null;

    private void OfKind(Desk at)
    {
        switch (at.Operation.Kind)
        {
            case OperationKind.IssueCard: IssueCard(at); break;
            case OperationKind.TopUp: TopUp(at); break;
            case OperationKind.Accrue: Accrue(at); break;
            case OperationKind.Debit: Debit(at); break;
            case OperationKind.Redeem: Redeem(at); break;
            case OperationKind.Adjust: Adjust(at); break;
            case OperationKind.Checkout: Checkout(at); break;
            case OperationKind.Refund: Refund(at); break;
            case OperationKind.Reverse: Reverse(at); break;
            case OperationKind.PlaceHold: PlaceHold(at); break;
            case OperationKind.CaptureHold: CaptureHold(at); break;
            case OperationKind.ReleaseHold or OperationKind.TimeOutHold: ReleaseHold(at); break;
            case OperationKind.ReportLoss: ReportLoss(at); break;
            case OperationKind.FindCard: FindCard(at); break;
            case OperationKind.ReplaceCard: ReplaceCard(at); break;
            case OperationKind.ApproveCard: ApproveCard(at); break;
            case OperationKind.SetPin: SetPin(at); break;
            case OperationKind.UnlockPin: UnlockPin(at); break;
            case OperationKind.Freeze: Freeze(at); break;
            case OperationKind.Unfreeze: Unfreeze(at); break;
            case OperationKind.Warn: at.Member.Warnings++; break;
            case OperationKind.CashOut: CashOut(at); break;
            case OperationKind.CancelAccount: CancelAccount(at); break;
            case OperationKind.Transfer: Transfer(at); break;
            case OperationKind.Merge: Merge(at); break;
            case OperationKind.Arrive: Arrive(at); break;
            case OperationKind.ComeBack: ComeBack(at); break;
            case OperationKind.TakeBack: TakeBack(at); break;
            case OperationKind.Describe: Describe(at); break;
            case OperationKind.SetTier: SetTier(at); break;
            case OperationKind.ReviewTier: ReviewTier(at); break;
            case OperationKind.GrantBonus: GrantBonus(at); break;
            case OperationKind.Expire: Expire(at); break;
            default: throw new InvalidOperationException($"The second model does not know {at.Operation.Kind}.");
        }
    }

    /// <summary>One operation on its way through the rules.</summary>
    private sealed record Desk(PlainEntry Entry, PlainMember Member, ProgramRules Rules, Operation Operation, DateTime Now, Typed Typed)
    {
        public DateOnly Date => Operation.BusinessDate;

        public bool IsBlind { get; init; }

        /// <summary>What ended before this day has ended everywhere.</summary>
        public required DateOnly LastDate { get; init; }
        public bool Reverses => Operation.Kind == OperationKind.Reverse;

        /// <summary>What is undone.</summary>
        public PlainEntry? Undone { get; set; }

        public void Refuse(Outcome outcome, decimal figure = 0) => (Entry.Outcome, Entry.Figure) = (outcome, figure);

        public void Give(Asset asset, decimal amount, SystemAccount from, DateOnly lastDay = default, DateOnly firstDay = default)
        {
            if (amount == 0) return;
            Member.Give(asset, amount, lastDay, firstDay);
            Entry.Moves.Add(new PlainMove(asset, amount, from, lastDay, firstDay));
        }

        public void Take(Asset asset, decimal amount, SystemAccount to, DateOnly lastDay = default, DateOnly firstDay = default)
        {
            if (amount == 0) return;
            Member.Take(asset, amount, lastDay, firstDay);
            Entry.Moves.Add(new PlainMove(asset, -amount, to, lastDay, firstDay));
        }

        /// <summary>What is owed is paid off first.</summary>
        public void GivePoints(decimal amount, SystemAccount from, DateOnly lastDay, DateOnly firstDay = default)
        {
            var paid = Math.Min(amount, Member.Owed);
            if (paid > 0)
            {
                Member.Owed -= paid;
                Entry.Moves.Add(new PlainMove(Asset.Points, paid, from, DateOnly.MinValue, default));
            }
            Give(Asset.Points, amount - paid, from, lastDay, firstDay);
        }

        public void Owe(decimal amount, SystemAccount to)
        {
            if (amount == 0) return;
            Member.Owed += amount;
            Entry.Moves.Add(new PlainMove(Asset.Points, -amount, to, DateOnly.MinValue, default));
        }

        /// <summary>Earliest expiry first, what is usable today and not held.</summary>
        public void TakeUsable(Asset asset, decimal amount, SystemAccount to)
        {
            foreach (var (lastDay, firstDay, there) in Member.LotsOf(asset).Where(lot => lot.LastDay >= Date && lot.FirstDay <= Date))
            {
                var part = Math.Min(amount, asset == Asset.Bonus ? there - Member.HeldBonus(lastDay) : there);
                Take(asset, part, to, lastDay, firstDay);
                amount -= part;
            }
            if (amount != 0) throw new InvalidOperationException("The second model takes more than can be used.");
        }

        /// <summary>Stored value in the program's order; answers how much of it was bonus.</summary>
        public decimal TakeStored(decimal amount, SystemAccount to)
        {
            var fromBonus = BonusShare(amount, Member.FreePrincipal, Member.FreeBonus(Date));
            TakeUsable(Asset.Bonus, fromBonus, to);
            Take(Asset.Principal, amount - fromBonus, to);
            return fromBonus;
        }

        public decimal BonusShare(decimal amount, decimal principal, decimal bonus) => Rules.PoolOrder switch
        {
            PoolOrder.BonusFirst => Math.Min(amount, bonus),
            PoolOrder.PrincipalFirst => Math.Max(0, amount - principal),
            _ => amount == 0 ? 0 : Math.Floor(amount * bonus / (principal + bonus)),
        };

        public decimal StoredRoom => Rules.StoredValueMaxMinor - Member.Stored;
        public decimal PointsRoom => Math.Max(0, Rules.PointsBalanceMax - Member.Points);
    }
}
