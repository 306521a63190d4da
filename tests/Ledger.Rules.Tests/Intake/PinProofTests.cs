using System.Buffers.Binary;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Ledger.Fuzz.Known;
using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Program;
using Ledger.Rules.Rows;
using Ledger.Rules.Tests.Deciding;
using Ledger.Server.Basics;
using Ledger.Server.Cards;
using Ledger.Server.Intake;
using Ledger.Server.Intake.Checking;
using Ledger.Server.Intake.Proving;
using Ledger.Server.Intake.Resolving;
using Ledger.Server.Programs;

namespace Ledger.Rules.Tests.Intake;

/// <summary>
/// When a PIN is hashed and when not. The account's PIN takes hours to compare with: a reading that ends has not done it.
/// </summary>
public sealed class PinProofTests : IDisposable
{
    private const long Account = 5;

    private static readonly TimeSpan _longest = TimeSpan.FromSeconds(30);
    private static readonly SecretHash _hash = new(new byte[32], 1);

    private readonly Branch _branch = new(Branch.Demo);
    private readonly MemoryLookups _lookups = new();
    private readonly Limits _limits = new();
    private readonly Clock _time = new();
    private readonly PinCheck _pins;

    public PinProofTests()
    {
        _pins = new PinCheck(_hash, _limits, _time);
        _branch.Open(Account).Give(Account, principal: 100_000);
        var endless = _hash.Of("2718");
        BinaryPrimitives.WriteInt32BigEndian(endless.Salt, int.MaxValue);
        _branch.Post(OperationKind.SetPin, Account, terms: new PinTerms(endless.Salt, endless.Hash, IsReset: false));
    }

    public void Dispose() => _pins.Dispose();

    [Fact]
    public async Task A_PIN_that_nobody_needs_is_not_compared()
    {
        _branch.Rules = _branch.Rules with { Pin = new PinRules(WhenSet: false, AboveMinor: 500) };
        Assert.Equal(default, (await ReadAsync(Debit(500))).Pin);
        // What it spends is known only when it is decided.
        Assert.True(IsHashed(new V1.Operation { CashOut = new V1.CashOut(), Pin = "2718" }));
        Assert.True(IsHashed(Debit(501)));
    }

    [Fact]
    public async Task A_PIN_that_is_locked_is_not_compared_and_stays_locked_for_that_operation()
    {
        for (var tries = 0; tries < 5; tries++) _branch.Post(OperationKind.Debit, Account, 1, pin: Proof(matches: false));

        var proof = (await ReadAsync(Debit(1))).Pin;

        Assert.Equal(Proof(matches: false) with { WasLocked = true }, proof);
        Assert.Equal(Outcome.PinLocked, _branch.Try(OperationKind.Debit, Account, 1, pin: proof));
        // It was not compared: whatever the time is when it is decided, it is no wrong one.
        _branch.Later(minutes: 15);
        Assert.Equal(Outcome.PinLocked, _branch.Try(OperationKind.Debit, Account, 1, pin: proof));
        Assert.Equal(5, _branch[Account].Membership.PinFailures);
        Assert.Equal(Outcome.PinLocked, _branch.Try(OperationKind.SetPin, Account, terms: new PinTerms([1], [2], false), pin: proof));
    }

    [Fact]
    public async Task Whoever_cannot_set_a_new_PIN_has_none_hashed()
    {
        var set = new V1.Operation { SetPin = new V1.SetPin { NewPin = "3141" } };
        Assert.Equal(new PinTerms([], [], false).Salt, ((PinTerms)(await ReadAsync(set)).Terms!).Salt);
        Assert.Equal(Outcome.PinRequired, _branch.Try(OperationKind.SetPin, Account, terms: new PinTerms([], [], false)));
        set.SetPin.Reset = true;
        Assert.NotEmpty(((PinTerms)(await ReadAsync(set)).Terms!).Salt);
    }

    [Fact]
    public async Task A_quote_hashes_nothing()
    {
        Assert.Equal(Proof(matches: true), (await ReadAsync(Debit(1), isQuote: true)).Pin);
        var set = new V1.Operation { SetPin = new V1.SetPin { NewPin = "3141", Reset = true }, Pin = "2718" };
        Assert.Empty(((PinTerms)(await ReadAsync(set, isQuote: true)).Terms!).Salt);
    }

    [Fact]
    public async Task At_a_store_of_another_program_the_account_is_none_before_anything_is_hashed()
    {
        var foreign = Debit(1);
        foreign.Store = 2;
        Assert.Equal("account UNKNOWN_ACCOUNT", await ProblemAsync(foreign));
        var nobody = Debit(1);
        nobody.Account = 6;
        Assert.Equal("account UNKNOWN_ACCOUNT", await ProblemAsync(nobody));
        nobody.SetPin = new V1.SetPin { NewPin = "3141" };
        Assert.Equal("account UNKNOWN_ACCOUNT", await ProblemAsync(nobody));

        // A key that was answered by an earlier release has its answer.
        _lookups.Journal[new Guid(foreign.Key.Span, bigEndian: true)] = [new JournalRow()];
        Assert.Equal(default, (await ReadAsync(foreign)).Pin);
    }

    [Fact]
    public async Task What_is_above_the_programs_limit_is_told_before_anything_is_hashed()
    {
        _branch.Rules = _branch.Rules with { DebitMaxMinor = 500 };
        Assert.Equal("debit.amount_minor ABOVE_LIMIT", await ProblemAsync(Debit(501)));
    }

    [Fact]
    public async Task Of_one_caller_one_PIN_is_hashed_at_a_time_and_the_others_have_their_places()
    {
        using var turns = new CallerTurns(2, 4, 1);
        using var go = new ManualResetEventSlim();
        var running = 0;
        Task<int> Hash() => Task.Run(() =>
        {
            var atOnce = Interlocked.Increment(ref running);
            go.Wait();
            return atOnce;
        });
        var (one, other) = (new Caller("one"), new Caller("other"));
        var first = turns.RunAsync(one, Hash, default).AsTask();
        var second = turns.RunAsync(one, () => Task.FromResult(Interlocked.Decrement(ref running)), default).AsTask();
        // One of his is hashed and one waits, a quarter of what may wait at all.
        Assert.True((await turns.RunAsync(one, Hash, default)).IsFull);

        Assert.Equal(7, (await turns.RunAsync(other, () => Task.FromResult(7), default)).Value);
        Assert.False(second.IsCompleted);
        go.Set();
        Assert.Equal(1, (await first.WaitAsync(_longest)).Value);
        Assert.Equal(0, (await second.WaitAsync(_longest)).Value);
        Assert.False((await turns.RunAsync(one, Hash, default)).IsFull);
    }

    private PinProof Proof(bool matches) => new(true, matches, _branch[Account].Membership.PinSetBySeq);

    private static V1.Operation Debit(long amount) => new() { Debit = new V1.Debit { AmountMinor = amount }, Pin = "2718" };

    private async Task<Operation> ReadAsync(V1.Operation wire, bool isQuote = false)
    {
        var (operation, problem) = await ReadingAsync(wire, isQuote).WaitAsync(_longest);
        Assert.Null(problem);
        return operation!;
    }

    private async Task<string> ProblemAsync(V1.Operation wire)
    {
        var (_, problem) = await ReadingAsync(wire, isQuote: false).WaitAsync(_longest);
        return string.Join(", ", problem!.Details.Single().Unpack<BadRequest>().FieldViolations.Select(v => $"{v.Field} {v.Reason}"));
    }

    // Without places nothing is hashed: what would be is told to come back.
    private bool IsHashed(V1.Operation wire)
    {
        using var none = new PinCheck(_hash, new Limits { PinChecksMax = 1, PinChecksWaitingMax = -1 }, _time);
        return ReadingAsync(wire, isQuote: false, none).Result.Problem?.Code == (int)Code.ResourceExhausted;
    }

    private Task<(Operation? Operation, Google.Rpc.Status? Problem)> ReadingAsync(V1.Operation wire, bool isQuote, PinCheck? pins = null)
    {
        if (wire.Key.IsEmpty) wire.Key = ByteString.CopyFrom(Guid.CreateVersion7(_time.GetUtcNow()).ToByteArray(bigEndian: true));
        if (wire.TargetCase == V1.Operation.TargetOneofCase.None) wire.Account = Account;
        if (wire.Store == 0) wire.Store = 1;
        (wire.Terminal, wire.BusinessTime) = (7, Timestamp.FromDateTimeOffset(_time.GetUtcNow()));
        _lookups.Accounts[Account] = _branch[Account].Clone();
        var book = new ProgramBook(
            [new Store(1, 1, "Central", TimeZoneInfo.Utc), new Store(2, 2, "Elsewhere", TimeZoneInfo.Utc)],
            [_branch.Rules, _branch.Rules with { Program = 2 }]);
        var reader = new OperationReader(
            new OperationCheck(_limits, _time), new OperationResolver(book, new CardKey(new byte[32]), _lookups),
            new OperationProof(pins ?? _pins, _lookups), _lookups);
        return Task.Run(async () => await reader.ReadAsync(wire, Caller.Own, default, isQuote));
    }

    private sealed class Clock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 11, 22, 4, 0, 0, TimeSpan.Zero);
    }
}
