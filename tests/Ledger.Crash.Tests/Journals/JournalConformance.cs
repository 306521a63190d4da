using System.Text.Json;
using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Rows;
using Ledger.Rules.State;
using Ledger.Server.Journal.Checkpoint;
using Ledger.Server.Journal.Commit;

namespace Ledger.Crash.Tests.Journals;

/// <summary>
/// What a writer may rely on, whichever journal it has. PostgreSQL's is what is promised; the one in memory has to promise the same, or
/// what the simulations prove is proved of something else. Each test has a ledger of two partitions of its own.
/// </summary>
public abstract partial class JournalConformance
{
    private static readonly JsonSerializerOptions WithFields = new() { IncludeFields = true };

    /// <summary>A lane of a server; each call stands for another server.</summary>
    protected abstract Task<ILaneJournal> JournalAsync(short number = 0, string node = "node");

    /// <summary>The lane that has the partition has shown no life for too long.</summary>
    protected abstract Task ExpireLeaseAsync(short partition);

    /// <summary>Sends rows as the journal, the only one of its node, would have by now, however much later.</summary>
    protected abstract Task<Func<RowBuffer, Task<AppendOutcome>>> LateAsync(ILaneJournal journal);

    /// <summary>The lanes are as they were one commit earlier: the database went back.</summary>
    protected abstract Task ForgetCommitAsync();

    [Fact]
    public async Task A_new_partition_is_taken_with_the_first_epoch_and_from_its_first_row_on()
    {
        await using var journal = await JournalAsync();

        Assert.Equal(new Ownership(0, 1, 0, DateTime.MinValue, 0), await TakeAsync(journal, atStart: true));
        Assert.True(await journal.ConfirmAsync(default));
        Assert.True(await journal.RenewAsync(default));
    }

    [Fact]
    public async Task I11_Each_take_over_raises_the_epoch_also_that_of_the_owner_itself()
    {
        await using var journal = await JournalAsync();

        Assert.Equal(1, (await TakeAsync(journal, atStart: true))!.Epoch);
        Assert.Equal(2, (await TakeAsync(journal, atStart: false))!.Epoch);
        Assert.True(await journal.ConfirmAsync(default));
    }

    [Fact]
    public async Task A_partition_whose_owner_lives_is_not_taken()
    {
        await using var owner = await OwnedAsync();
        await using var other = await JournalAsync(node: "another");

        Assert.Null(await TakeAsync(other, atStart: true));
        Assert.True(await owner.ConfirmAsync(default));
    }

    [Fact]
    public async Task A_server_takes_its_namesakes_partition_when_it_starts_and_only_then()
    {
        await using var before = await OwnedAsync();
        await using var after = await JournalAsync();

        Assert.Null(await TakeAsync(after, atStart: false));
        Assert.Equal(2, (await TakeAsync(after, atStart: true))!.Epoch);
        Assert.False(await before.ConfirmAsync(default));
    }

    [Fact]
    public async Task A_partition_whose_lease_is_over_is_anybodys()
    {
        await using var owner = await OwnedAsync();
        await using var other = await JournalAsync(node: "another");
        await ExpireLeaseAsync(0);

        Assert.Equal(2, (await TakeAsync(other, atStart: false))!.Epoch);
        Assert.False(await owner.RenewAsync(default));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_lease_that_is_renewed_or_used_before_anybody_came_goes_on(bool byCommit)
    {
        await using var owner = await OwnedAsync();
        await using var other = await JournalAsync(node: "another");
        await ExpireLeaseAsync(0);

        if (byCommit) Assert.Equal(AppendOutcome.Committed, (await owner.AppendAsync(new Draft(0).Next(Members.Open(1)))).Outcome);
        else Assert.True(await owner.RenewAsync(default));

        Assert.Null(await TakeAsync(other, atStart: false));
    }

    [Fact]
    public async Task A_partition_that_was_given_back_is_anybodys_at_once()
    {
        await using var owner = await OwnedAsync();
        await using var other = await JournalAsync(node: "another");

        await owner.ReleaseAsync(default);

        Assert.Equal(2, (await TakeAsync(other, atStart: false))!.Epoch);
    }

    [Fact]
    public async Task An_owner_whose_epoch_is_over_gives_nothing_back()
    {
        await using var before = await OwnedAsync();
        await using var after = await JournalAsync();
        await TakeAsync(after, atStart: true);
        await using var other = await JournalAsync(node: "another");

        await before.ReleaseAsync(default);

        Assert.Null(await TakeAsync(other, atStart: false));
    }

    /// <summary>A lane that has the partition of its own number.</summary>
    private async Task<ILaneJournal> OwnedAsync(short partition = 0)
    {
        var journal = await JournalAsync(partition);
        Assert.NotNull(await TakeAsync(journal, atStart: true, partition));
        return journal;
    }

    /// <summary>Takes the lane and one partition; null: it is not to be had.</summary>
    private static async Task<Ownership?> TakeAsync(ILaneJournal journal, bool atStart, short partition = 0) =>
        (await journal.TakeOverAsync([partition], atStart, default))?.Taken.SingleOrDefault();

    private static PartitionCheckpoint[] Piece(AccountState[] states, long checkpointSeq, short partition = 0) =>
        [new PartitionCheckpoint(partition, states, checkpointSeq, checkpointSeq)];

    private static async Task CommitAsync(ILaneJournal journal, RowBuffer rows) =>
        Assert.Equal(AppendOutcome.Committed, (await journal.AppendAsync(rows)).Outcome);

    private static async Task<AppendOutcome> AppendAsync(ILaneJournal journal, RowBuffer rows) =>
        (await journal.AppendAsync(rows)).Outcome;

    private static Operation WithMobile(long account, OperationKind kind, Guid mobile) => Members.Make(
        account, kind, terms: new MemberTerms([new NewIdentifier(IdentifierKind.Mobile, mobile, "4321")], []));

    /// <summary>Everything a row says.</summary>
    private static IEnumerable<string> Said(IEnumerable<JournalRow> rows) => rows.Select(row => JsonSerializer.Serialize(row, WithFields));

    private static string Said(AccountState state) => $"{state.Program} {state.LastSeq} {state.Principal} {AccountDetail.Write(state)}";
}
