using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Rows;

namespace Ledger.Rules.Members;

/// <summary>The other side of a transfer or merge.</summary>
internal readonly struct Arrive(InTransit sent) : IKind<Arrive>
{
    public static Refusal? Check(in Case asked, out Arrive plan)
    {
        plan = default;
        if (InTransit.Of(asked) is not { } sent) return new Refusal(Outcome.OriginalUnknown);
        var (roomForPoints, roomForValue) = (Math.Max(0, asked.RoomForPoints), Math.Max(0, asked.RoomForValue));
        if (sent.Points > roomForPoints) return new Refusal(Outcome.BalanceLimit, roomForPoints);
        plan = new Arrive(sent);
        return sent.ValueMinor > roomForValue ? new Refusal(Outcome.BalanceLimit, roomForValue) : null;
    }

    public void Post(ref Transaction transaction)
    {
        transaction.Detail = new RowDetail { OtherAccount = sent.Sender, Loads = sent.Detail?.Loads };
        InTransit.Give(ref transaction);
    }

    public void Ensure(in Transaction written) => sent.Ensure(written);
}
