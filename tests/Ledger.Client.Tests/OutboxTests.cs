using Google.Protobuf;
using Grpc.Core;
using Ledger.Client.Outbox;
using Ledger.V1;

namespace Ledger.Client.Tests;

public sealed class OutboxTests : OutboxTest
{
    [Fact]
    public async Task Each_operation_gets_the_next_number_and_the_key_derived_from_it()
    {
        using var outbox = Open();
        var first = await outbox.StoreAsync(Debit(100));
        var second = await outbox.StoreAsync(Debit(200));

        Assert.Equal((1L, 2L), (first.TerminalSeq, second.TerminalSeq));
        Assert.Equal(OperationKey.Derive(Store, Terminal, 2, second.BusinessTime.ToDateTimeOffset()),
            OperationKey.FromByteString(second.Key));
        Assert.Equal([first, second], await outbox.PendingAsync());
    }

    [Fact]
    public async Task An_operation_is_on_the_disk_before_it_is_sent_and_noted_when_it_is_answered()
    {
        long sizeWhenSent = 0;
        Scripted.OnPost = (operation, _, _) =>
        {
            sizeWhenSent = new FileInfo(Path).Length;
            return Task.FromResult(Scripted.Decide(operation));
        };
        using var outbox = Open();
        Assert.IsType<PostingResult.Posted>(await outbox.PostAsync(Client, Debit(100)));

        Assert.Equal(OutboxHeader.SizeBytes + OutboxRecord.Stored(Scripted.Received.Single()).Length, sizeWhenSent);
        Assert.Empty(await outbox.PendingAsync());
    }

    [Fact]
    public async Task After_a_crash_the_unanswered_come_back_in_order_with_the_same_bytes_and_the_numbers_go_on()
    {
        Operation[] stored;
        using (var outbox = Open())
        {
            stored = [await outbox.StoreAsync(Debit(1)), await outbox.StoreAsync(Debit(2)), await outbox.StoreAsync(Debit(3))];
            await outbox.MarkAnsweredAsync(stored[1]);
        }
        // The first was committed, its answer lost with the till.
        Scripted.Decide(stored[0]);
        using var reopened = Open();
        var results = await reopened.ResendPendingAsync(Client);

        Assert.Equal([true, false], results.Select(result => Assert.IsType<PostingResult.Posted>(result.Result).Receipt.Replayed));
        Assert.Equal([stored[0].ToByteString(), stored[2].ToByteString()], Scripted.Received.Select(operation => operation.ToByteString()));
        Assert.Empty(await reopened.PendingAsync());
        Assert.Equal(4, (await reopened.StoreAsync(Debit(4))).TerminalSeq);
    }

    [Fact]
    public async Task Resending_stops_at_the_first_without_an_answer_and_keeps_the_order()
    {
        using var outbox = Open();
        for (var amount = 1; amount <= 3; amount++)
            await outbox.StoreAsync(Debit(amount));
        Scripted.OnPost = (operation, _, _) =>
            operation.TerminalSeq == 2 ? throw Problems.Of(StatusCode.Unavailable) : Task.FromResult(Scripted.Decide(operation));
        var results = await outbox.ResendPendingAsync(Client);

        Assert.IsType<PostingResult.Posted>(results[0].Result);
        Assert.IsType<PostingResult.Unresolved>(results[1].Result);
        Assert.Equal(2, results.Count);
        Assert.Equal([2L, 3L], (await outbox.PendingAsync()).Select(operation => operation.TerminalSeq));
    }

    [Fact]
    public async Task An_unresolved_operation_stays_and_a_wrong_one_does_not_block_those_behind_it()
    {
        using var outbox = Open();
        Scripted.OnPost = (_, _, _) => throw Problems.Of(StatusCode.Unavailable);
        Assert.IsType<PostingResult.Unresolved>(await outbox.PostAsync(Client, Debit(1)));
        Assert.IsType<PostingResult.Unresolved>(await outbox.PostAsync(Client, Debit(2)));
        Scripted.OnPost = (operation, _, _) => operation.TerminalSeq == 1
            ? throw Problems.Invalid("debit.amount_minor", "OUT_OF_RANGE")
            : Task.FromResult(Scripted.Decide(operation));
        var results = await outbox.ResendPendingAsync(Client);

        Assert.IsType<PostingResult.Invalid>(results[0].Result);
        Assert.IsType<PostingResult.Posted>(results[1].Result);
        Assert.Empty(await outbox.PendingAsync());
    }

    [Theory]
    [InlineData("KEY_IN_FUTURE")]
    [InlineData("KEY_TOO_OLD")]
    public async Task A_key_outside_the_window_is_told_and_stays_pending(string reason)
    {
        using var outbox = Open();
        await outbox.StoreAsync(Debit(1));
        Scripted.OnPost = (_, _, _) => throw Problems.Invalid("key", reason);
        var invalid = Assert.IsType<PostingResult.Invalid>(Assert.Single(await outbox.ResendPendingAsync(Client)).Result);

        Assert.True(invalid.Problem.Has(reason));
        Assert.Single(await outbox.PendingAsync());
    }

    [Fact]
    public async Task A_till_that_is_not_allowed_keeps_everything()
    {
        using var outbox = Open();
        await outbox.StoreAsync(Debit(1));
        Scripted.OnPost = (_, _, _) => throw Problems.Of(StatusCode.Unauthenticated);
        await Assert.ThrowsAsync<LedgerRequestException>(() => outbox.ResendPendingAsync(Client));

        Assert.Single(await outbox.PendingAsync());
    }

    [Fact]
    public async Task A_tail_torn_at_any_byte_is_dropped_and_its_number_is_free()
    {
        Operation kept;
        using (var outbox = Open())
            kept = await outbox.StoreAsync(Debit(1));
        var before = await File.ReadAllBytesAsync(Path);
        using (var outbox = Open())
            await outbox.StoreAsync(Debit(2));
        var after = await File.ReadAllBytesAsync(Path);
        for (var length = before.Length; length < after.Length; length++)
        {
            await File.WriteAllBytesAsync(Path, after[..length]);
            using var outbox = Open();
            Assert.Equal([kept], await outbox.PendingAsync());
            Assert.Equal(2, (await outbox.StoreAsync(Debit(3))).TerminalSeq);
        }
    }

    [Fact]
    public async Task A_tail_that_was_lengthened_but_not_filled_is_dropped()
    {
        using (var outbox = Open())
            await outbox.StoreAsync(Debit(1));
        var whole = await File.ReadAllBytesAsync(Path);
        await File.WriteAllBytesAsync(Path, [.. whole, .. new byte[90]]);
        using (var outbox = Open())
            Assert.Single(await outbox.PendingAsync());

        Assert.Equal(whole, await File.ReadAllBytesAsync(Path));
    }

    [Fact]
    public async Task Damage_before_a_whole_record_is_never_dropped_whichever_byte_it_hits()
    {
        int firstEnd;
        using (var outbox = Open())
        {
            await outbox.StoreAsync(Debit(1));
            firstEnd = (int)new FileInfo(Path).Length;
            await outbox.StoreAsync(Debit(2));
        }
        var whole = await File.ReadAllBytesAsync(Path);
        for (var at = OutboxHeader.SizeBytes; at < firstEnd; at++)
        {
            var damaged = (byte[])whole.Clone();
            damaged[at] ^= 0x10;
            await File.WriteAllBytesAsync(Path, damaged);
            Assert.Throws<OutboxDamagedException>(() => Open());
            Assert.Equal(damaged, await File.ReadAllBytesAsync(Path));
        }
    }

    [Fact]
    public async Task A_long_unreadable_tail_is_damage_and_not_one_torn_write()
    {
        Open().Dispose();
        await File.AppendAllTextAsync(Path, new string('x', OutboxRecord.PayloadMaxBytes + OutboxRecord.OverheadBytes + 1));

        Assert.Throws<OutboxDamagedException>(() => Open());
    }

    [Fact]
    public async Task When_all_are_answered_the_file_shrinks_and_the_numbers_go_on()
    {
        for (var round = 1; round <= 4; round++)
        {
            using (var outbox = Open())
            {
                var stored = await outbox.StoreAsync(Debit(100));
                Assert.Equal(round, stored.TerminalSeq);
                await outbox.MarkAnsweredAsync(stored);
            }
            Open().Dispose();
            Assert.Equal(OutboxHeader.SizeBytes, new FileInfo(Path).Length);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_header_slot_torn_while_compacting_leaves_the_number_to_the_other_slot_and_the_records(int slot)
    {
        Operation last;
        using (var outbox = Open())
        {
            for (var amount = 1; amount <= 5; amount++)
                await outbox.MarkAnsweredAsync(await outbox.StoreAsync(Debit(amount)));
            last = await outbox.StoreAsync(Debit(6));
        }
        var bytes = await File.ReadAllBytesAsync(Path);
        if (slot == 1)
            new OutboxHeader(1, Store, Terminal, 6).ToSlot().AsSpan(0, 30).CopyTo(bytes.AsSpan(OutboxHeader.SlotBytes));
        else
        {
            // An earlier compaction had written the second slot; this one is torn in the first.
            new OutboxHeader(1, Store, Terminal, 3).ToSlot().CopyTo(bytes.AsSpan(OutboxHeader.SlotBytes));
            bytes.AsSpan(20, 12).Fill(0xEE);
        }
        await File.WriteAllBytesAsync(Path, bytes);
        using var reopened = Open();

        Assert.Equal([last], await reopened.PendingAsync());
        Assert.Equal(7, (await reopened.StoreAsync(Debit(7))).TerminalSeq);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(30)]
    [InlineData(64)]
    [InlineData(128)]
    public async Task A_crash_while_creating_leaves_a_file_that_opens_as_new(int writtenBytes)
    {
        var header = new byte[OutboxHeader.SizeBytes];
        new OutboxHeader(0, Store, Terminal, 0).ToSlot().AsSpan(0, Math.Min(20, writtenBytes)).CopyTo(header);
        await File.WriteAllBytesAsync(Path, header[..writtenBytes]);
        using var outbox = Open();

        Assert.Equal(1, (await outbox.StoreAsync(Debit(1))).TerminalSeq);
    }

    [Fact]
    public async Task Both_header_slots_unreadable_is_damage_once_numbers_were_given()
    {
        using (var outbox = Open())
            await outbox.StoreAsync(Debit(1));
        var bytes = await File.ReadAllBytesAsync(Path);
        bytes[0] ^= 1;
        await File.WriteAllBytesAsync(Path, bytes);

        Assert.Throws<OutboxDamagedException>(() => Open());
    }

    [Fact]
    public void A_second_opener_is_kept_out()
    {
        using var outbox = Open();

        Assert.Throws<IOException>(() => Open());
    }

    [Fact]
    public void Another_terminals_file_is_not_opened()
    {
        Open().Dispose();

        Assert.Throws<InvalidOperationException>(() => TerminalOutbox.Open(Path, Store, Terminal + 1));
        Assert.Throws<InvalidOperationException>(() => TerminalOutbox.Open(Path, Store + 1, Terminal));
    }

    [Fact]
    public async Task Operations_of_another_terminal_or_without_time_are_not_taken()
    {
        using var outbox = Open();
        var timeless = Debit(1);
        timeless.BusinessTime = null;

        await Assert.ThrowsAsync<ArgumentException>(() => outbox.StoreAsync(timeless));
        await Assert.ThrowsAsync<ArgumentException>(() =>
            outbox.StoreAsync(new OperationBuilder(1, 8, 3, new JumpingTime()).Redeem(Target.Account(1), 100)));
        Assert.Equal(1, (await outbox.StoreAsync(Debit(1))).TerminalSeq);
    }

    [Fact]
    public async Task Writers_at_the_same_time_get_different_numbers_and_nothing_is_lost()
    {
        using (var outbox = Open())
            await Task.WhenAll(Enumerable.Range(1, 40).Select(amount => Task.Run(() => outbox.StoreAsync(Debit(amount)))));
        using var reopened = Open();
        var pending = await reopened.PendingAsync();

        Assert.Equal(Enumerable.Range(1, 40).Select(seq => (long)seq), pending.Select(operation => operation.TerminalSeq));
        Assert.Equal(40, pending.Select(operation => operation.Debit.AmountMinor).Distinct().Count());
    }

    [Fact]
    public void The_checksum_is_crc_32c() => Assert.Equal(0xE3069283, Checksum.Of("123456789"u8));
}
