using Grpc.Core;
using Ledger.V1;

namespace Ledger.Client.Tests;

public sealed class ReversalTests : OutboxTest
{
    [Fact]
    public async Task What_ended_unresolved_is_reversed_by_its_account_store_terminal_and_key()
    {
        var original = Client.Operations.Debit(
            Target.Card("6600123412341234"), 100, details: new OperationDetails { Store = 2, Terminal = 9, Operator = 5 }, pin: "482915");
        await Client.ReverseAsync(original, new OperationDetails { Reference = "gave up" });

        var received = Scripted.Received.Single();
        Assert.Equal(new Reverse { OriginalKey = original.Key }, received.Reverse);
        Assert.Equal(("6600123412341234", 2, 9, 3, "gave up", ""),
            (received.Card, received.Store, received.Terminal, received.Operator, received.Reference, received.Pin));
        Assert.NotEqual(original.Key, received.Key);
    }

    [Fact]
    public async Task A_reversal_names_the_member_as_the_original_did()
    {
        var byIdentifier = Client.Operations.Redeem(Target.Identifier(IdentifierKind.MemberNumber, "M-1000"), 100);
        await Client.ReverseAsync(byIdentifier);
        await Client.ReverseAsync(Client.Operations.TopUp(Target.Account(42), 100));

        Assert.Equal([byIdentifier.Identifier, null], Scripted.Received.Select(received => received.Identifier));
        Assert.Equal(42, Scripted.Received.Last().Account);
    }

    [Fact]
    public async Task An_opening_cannot_be_reversed_while_it_is_not_known()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Client.ReverseAsync(Client.Operations.OpenAccount("new-card", 42)));

        Assert.Empty(Scripted.Received);
    }

    [Fact]
    public async Task Giving_up_sends_the_reversal_and_never_the_original_again()
    {
        using var outbox = Open();
        Scripted.OnPost = (_, _, _) => throw Problems.Of(StatusCode.Unavailable);
        var unresolved = Assert.IsType<PostingResult.Unresolved>(await outbox.PostAsync(Client, Debit(100)));
        Scripted.OnPost = (operation, _, _) => Task.FromResult(Scripted.Decide(operation));
        Scripted.Received.Clear();
        Assert.IsType<PostingResult.Posted>(await outbox.ReverseAsync(Client, unresolved.Operation));

        var reversal = Scripted.Received.Single();
        Assert.Equal((unresolved.Operation.Key, 2L), (reversal.Reverse.OriginalKey, reversal.TerminalSeq));
        Assert.Equal(
            OperationKey.Derive(1, 7, 2, reversal.BusinessTime.ToDateTimeOffset()), OperationKey.FromByteString(reversal.Key));
        Assert.Empty(await outbox.PendingAsync());
    }

    [Fact]
    public async Task A_reversal_survives_a_crash_and_is_sent_until_it_is_answered()
    {
        Operation reversal;
        using (var outbox = Open())
        {
            var original = await outbox.StoreAsync(Debit(100));
            await outbox.StoreAsync(Debit(200));
            reversal = await outbox.GiveUpAsync(Client.Operations, original);
        }
        Scripted.OnPost = (operation, _, _) => operation.KindCase == Operation.KindOneofCase.Reverse
            ? throw Problems.Of(StatusCode.Unavailable)
            : Task.FromResult(Scripted.Decide(operation));
        using var reopened = Open();
        Assert.IsType<PostingResult.Unresolved>((await reopened.ResendPendingAsync(Client))[^1].Result);
        Assert.Equal([reversal], await reopened.PendingAsync());

        Scripted.OnPost = (operation, _, _) => Task.FromResult(Scripted.Decide(operation));
        Assert.IsType<PostingResult.Posted>(Assert.Single(await reopened.ResendPendingAsync(Client)).Result);
        Assert.Empty(await reopened.PendingAsync());
        Assert.DoesNotContain(Scripted.Received, received => received.Debit?.AmountMinor == 100);
    }

    [Fact]
    public async Task A_crash_anywhere_while_giving_up_leaves_the_original_or_its_reversal_behind_it()
    {
        Operation original;
        long before;
        using (var outbox = Open())
        {
            original = await outbox.StoreAsync(Debit(100));
            before = new FileInfo(Path).Length;
            await outbox.GiveUpAsync(Client.Operations, original);
        }
        var whole = await File.ReadAllBytesAsync(Path);
        var seen = new HashSet<string>();
        for (var length = (int)before; length <= whole.Length; length++)
        {
            await File.WriteAllBytesAsync(Path, whole[..length]);
            using var outbox = Open();
            seen.Add(string.Join(", ", (await outbox.PendingAsync()).Select(pending => pending.KindCase)));
        }

        Assert.Equal(["Debit", "Debit, Reverse", "Reverse"], seen);
    }

    [Fact]
    public async Task What_was_answered_or_is_a_reversal_is_not_given_up()
    {
        using var outbox = Open();
        var answered = await outbox.StoreAsync(Debit(100));
        await outbox.MarkAnsweredAsync(answered);
        var reversal = await outbox.GiveUpAsync(Client.Operations, await outbox.StoreAsync(Debit(200)));
        var opening = await outbox.StoreAsync(Client.Operations.OpenAccount("new-card", 42));

        await Assert.ThrowsAsync<InvalidOperationException>(() => outbox.GiveUpAsync(Client.Operations, answered));
        await Assert.ThrowsAsync<InvalidOperationException>(() => outbox.GiveUpAsync(Client.Operations, reversal));
        await Assert.ThrowsAsync<ArgumentException>(() => outbox.GiveUpAsync(Client.Operations, opening));
        Assert.Equal([reversal, opening], await outbox.PendingAsync());
    }
}
