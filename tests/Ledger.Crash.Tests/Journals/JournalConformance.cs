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

    /// <summary>A server's journal of a partition; each call stands for another server.</summary>
    protected abstract Task<IPartitionJournal> JournalAsync(short partition = 0, string node = "node");

    /// <summary>The partition's owner has shown no life for too long.</summary>
    protected abstract Task ExpireLeaseAsync(short partition);

    [Fact]
    public async Task A_new_partition_is_taken_with_the_first_epoch_and_from_its_first_row_on()
    {
        await using var journal = await JournalAsync();

        Assert.Equal(new Ownership(1, 1, 0), await journal.TakeOverAsync(atStart: true, default));
        Assert.True(await journal.ConfirmAsync(default));
        Assert.True(await journal.RenewAsync(default));
    }

    [Fact]
    public async Task I11_Each_take_over_raises_the_epoch_also_that_of_the_owner_itself()
    {
        await using var journal = await JournalAsync();

        Assert.Equal(1, (await journal.TakeOverAsync(atStart: true, default))!.Epoch);
        Assert.Equal(2, (await journal.TakeOverAsync(atStart: false, default))!.Epoch);
        Assert.True(await journal.ConfirmAsync(default));
    }

    [Fact]
    public async Task A_partition_whose_owner_lives_is_not_taken()
    {
        await using var owner = await OwnedAsync();
        await using var other = await JournalAsync(node: "another");

        Assert.Null(await other.TakeOverAsync(atStart: true, default));
        Assert.True(await owner.ConfirmAsync(default));
    }

    [Fact]
    public async Task A_server_takes_its_namesakes_partition_when_it_starts_and_only_then()
    {
        await using var before = await OwnedAsync();
        await using var after = await JournalAsync();

        Assert.Null(await after.TakeOverAsync(atStart: false, default));
        Assert.Equal(2, (await after.TakeOverAsync(atStart: true, default))!.Epoch);
        Assert.False(await before.ConfirmAsync(default));
    }

    [Fact]
    public async Task A_partition_whose_lease_is_over_is_anybodys()
    {
        await using var owner = await OwnedAsync();
        await using var other = await JournalAsync(node: "another");
        await ExpireLeaseAsync(0);

        Assert.Equal(2, (await other.TakeOverAsync(atStart: false, default))!.Epoch);
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

        Assert.Null(await other.TakeOverAsync(atStart: false, default));
    }

    [Fact]
    public async Task A_partition_that_was_given_back_is_anybodys_at_once()
    {
        await using var owner = await OwnedAsync();
        await using var other = await JournalAsync(node: "another");

        await owner.ReleaseAsync(default);

        Assert.Equal(2, (await other.TakeOverAsync(atStart: false, default))!.Epoch);
    }

    [Fact]
    public async Task An_owner_whose_epoch_is_over_gives_nothing_back()
    {
        await using var before = await OwnedAsync();
        await using var after = await JournalAsync();
        await after.TakeOverAsync(atStart: true, default);
        await using var other = await JournalAsync(node: "another");

        await before.ReleaseAsync(default);

        Assert.Null(await other.TakeOverAsync(atStart: false, default));
    }

    /// <summary>A journal whose partition is taken over.</summary>
    private async Task<IPartitionJournal> OwnedAsync(short partition = 0)
    {
        var journal = await JournalAsync(partition);
        Assert.NotNull(await journal.TakeOverAsync(atStart: true, default));
        return journal;
    }

    private static async Task CommitAsync(IPartitionJournal journal, RowBuffer rows) =>
        Assert.Equal(AppendOutcome.Committed, (await journal.AppendAsync(rows)).Outcome);

    private static async Task<AppendOutcome> AppendAsync(IPartitionJournal journal, RowBuffer rows) =>
        (await journal.AppendAsync(rows)).Outcome;

    private static Operation WithMobile(long account, OperationKind kind, Guid mobile) => Members.Make(
        account, kind, terms: new MemberTerms([new NewIdentifier(IdentifierKind.Mobile, mobile, "4321")], []));

    /// <summary>Everything a row says.</summary>
    private static IEnumerable<string> Said(IEnumerable<JournalRow> rows) => rows.Select(row => JsonSerializer.Serialize(row, WithFields));

    private static string Said(AccountState state) => $"{state.Program} {state.LastSeq} {state.Principal} {AccountDetail.Write(state)}";
}
