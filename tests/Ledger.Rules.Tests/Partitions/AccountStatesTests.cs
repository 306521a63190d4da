using Ledger.Server.Basics;
using Ledger.Server.Partitions;

namespace Ledger.Rules.Tests.Partitions;

public sealed class AccountStatesTests
{
    [Fact]
    public void I13_A_question_takes_the_turn_of_whoever_asks_and_not_the_ledgers_own()
    {
        var reader = new Caller("reader");
        (long Account, WorkItem Item)? handed = null;
        var states = new AccountStates((account, item) => handed = (account, item));

        var asking = states.AskAsync(7, reader, CancellationToken.None);

        Assert.False(asking.IsCompleted);
        Assert.Equal(7, handed?.Account);
        Assert.Same(reader, handed?.Item.From);
    }
}
