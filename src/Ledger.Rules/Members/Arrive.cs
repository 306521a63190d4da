using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Rows;
using Ledger.Rules.State;

namespace Ledger.Rules.Members;

/// <summary>The other side of a transfer or merge.</summary>
internal readonly struct Arrive(InTransit sent) : IKind<Arrive>
{
    public static Refusal? Check(in Case asked, out Arrive plan)
    {
        plan = default;
        if (InTransit.Of(asked) is not { } sent) return new Refusal(Outcome.OriginalUnknown);
        if (sent.Detail?.Merged is { } merged
            && merged.Accounts.Count + (asked.State.Membership.Absorbed?.Count ?? 0) > Membership.AbsorbedMax)
            return new Refusal(Outcome.TransferNotAllowed);
        var (roomForPoints, roomForValue) = (Math.Max(0, asked.RoomForPoints), Math.Max(0, asked.RoomForValue));
        if (sent.Points > roomForPoints) return new Refusal(Outcome.BalanceLimit, roomForPoints);
        plan = new Arrive(sent);
        return sent.ValueMinor > roomForValue ? new Refusal(Outcome.BalanceLimit, roomForValue) : null;
    }

    public void Post(ref Transaction transaction)
    {
        var state = transaction.Case.State;
        var detail = new RowDetail
        {
            OtherAccount = sent.Sender, Loads = sent.Detail?.Loads, UnsentMinor = sent.UnsentIn(state),
            Was = sent.Principal > 0 && Loads.ChangedBy(state) is { } known ? new WasFacts { Known = known } : null,
        };
        transaction.Detail = sent.Detail?.Merged is not { } merged ? detail : detail with
        {
            Merged = merged with { Identifiers = null, Tier = null },
            Identifiers = MemberFacts.Inherited(transaction.Case, merged.Identifiers),
            Tier = TierLife.HigherOf(transaction.Case.Rules, transaction.Case.State.Membership, merged.Tier),
        };
        InTransit.Give(ref transaction);
    }

    public void Ensure(in Transaction written) => sent.Ensure(written);
}
