using Ledger.Rules.Basics;
using Ledger.Rules.Codes;
using Ledger.Rules.Rows;
using Ledger.Rules.State;

namespace Ledger.Rules.Tests.Deciding;

/// <summary>An account takes no row after which a hold sets aside what is not there.</summary>
public sealed class CoverTests
{
    private static readonly DateOnly _day = new(2027, 11, 22);

    [Theory]
    [InlineData(Asset.Principal, -100, true)]
    [InlineData(Asset.Principal, -101, false)]
    [InlineData(Asset.Bonus, -50, true)]
    [InlineData(Asset.Bonus, -51, false)]
    public void What_is_held_stays_until_the_hold_has_ended(Asset asset, long amount, bool taken)
    {
        var hold = new HoldFacts(Guid.NewGuid(), 400, [new Lot(_day, 150)], DateTime.UnixEpoch);
        var state = AccountState.Restore(5, 1, 9, 500, [], [new Lot(_day, 200)], [], Membership.New with { Holds = [hold] });
        var row = new JournalRow
        {
            Account = 5, Seq = 10, PrevSeq = 9, Kind = OperationKind.Adjust, Outcome = Outcome.Posted, Asset = asset, Amount = amount,
            Counter = SystemAccount.Adjustment, Lot = asset == Asset.Bonus ? _day : null,
            PrincipalAfter = 500 + (asset == Asset.Principal ? amount : 0), BonusAfter = 200 + (asset == Asset.Bonus ? amount : 0),
        };
        if (taken) state.Apply(row);
        else Assert.Throws<InvariantBrokenException>(() => state.Apply(row));
    }
}
