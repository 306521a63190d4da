using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Rows;
using Ledger.Rules.State;

namespace Ledger.Rules.Tests.Deciding;

/// <summary>
/// What is decided most often leaves nothing for the garbage collector: on a program without tiers, for a member with a card and a PIN-free
/// account.
/// </summary>
public sealed class AllocationTests
{
    [Theory]
    [InlineData(OperationKind.Accrue, Asset.Principal)]
    [InlineData(OperationKind.Debit, Asset.None)]
    [InlineData(OperationKind.TopUp, Asset.None)]
    [InlineData(OperationKind.Redeem, Asset.None)]
    public void A_plain_operation_is_decided_without_allocating(OperationKind kind, Asset asset)
    {
        var branch = new Branch(Branch.Demo).Open(5, "card 1111").Give(5, principal: 1000, bonus: 500, points: 500);
        var operation = new Operation
        {
            Key = Guid.NewGuid(), Kind = kind, Account = 5, Card = Branch.CardId("card 1111"), Store = 1, Program = 1, Terminal = 7,
            BusinessTime = branch.Now, BusinessDate = branch.Today, Asked = 1200, Asset = asset,
        };
        if (kind == OperationKind.Redeem)
        {
            branch.Give(5, points: 1000);
            // The first one ever is told apart by its reversal; those after it are at the same rate.
            Assert.Equal(Outcome.Posted, branch.Try(kind, 5, 100));
        }
        var rows = new RowBuffer();
        long allocated = 0;
        // The first ones pay for what is made once.
        for (var i = 0; i < 50; i++)
        {
            rows.Truncate(0);
            var before = GC.GetAllocatedBytesForCurrentThread();
            Decide.On(branch[5], operation, branch.Rules, default, new Position(0, branch.Journal.Count + 1, branch.Now), rows);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }
        Assert.Equal((Outcome.Posted, 0), (rows[0].Outcome, allocated));
    }
}
