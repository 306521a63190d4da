using System.Buffers;
using BenchmarkDotNet.Attributes;
using Google.Protobuf;
using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Server.Basics;
using Ledger.Server.Cards;
using Ledger.Server.Intake;
using Ledger.Server.Intake.Checking;
using Ledger.Server.Intake.Proving;
using Ledger.Server.Intake.Resolving;
using Ledger.Server.Journal.Reading;
using Ledger.Server.Partitions;
using Npgsql;

namespace Ledger.Bench;

/// <summary>From the bytes of a request to an operation that can be decided.</summary>
public class Reading
{
    // Nobody listens there and nothing is asked: the operation names its account itself.
    private readonly NpgsqlDataSource _nowhere = NpgsqlDataSource.Create("Host=127.0.0.1;Port=1");
    private readonly byte[] _bytes = Samples.Wire(TimeProvider.System.GetUtcNow()).ToByteArray();
    private readonly V1.Operation _wire = Samples.Wire(TimeProvider.System.GetUtcNow());
    private readonly Operation _operation = Samples.Of(OperationKind.Debit);
    private readonly PlainReader _plain = new(Samples.Book, new Limits(), TimeProvider.System);
    private OperationReader _reader = null!;

    [GlobalSetup]
    public void Prepare()
    {
        var limits = new Limits();
        var key = new CardKey(new byte[32]);
        var cards = new CardDirectory(_nowhere, key, limits.CachedAccountsMaxCount);
        var accounts = new AccountStates((_, _) => throw new InvalidOperationException("An account was asked for."));
        var journal = new JournalQueries(_nowhere, _nowhere, limits);
        var lookups = new LedgerLookups(cards, journal, accounts, new Survivors(accounts, null!, journal, limits), null!);
        _reader = new OperationReader(
            new OperationCheck(limits, TimeProvider.System), new OperationResolver(Samples.Book, key, lookups),
            new OperationProof(new PinCheck(new SecretHash(new byte[32], 1), limits, TimeProvider.System), lookups), lookups);
    }

    [GlobalCleanup]
    public void Close() => _nowhere.Dispose();

    [Benchmark]
    public V1.Operation Parsed() => V1.Operation.Parser.ParseFrom(_bytes);

    [Benchmark]
    public Operation? Checked()
    {
        var reading = _reader.ReadAsync(_wire, Caller.Own, default);
        // Nothing is looked up, so the answer is there at once.
        return reading.IsCompletedSuccessfully ? reading.Result.Operation : throw new InvalidOperationException("Something was looked up.");
    }

    /// <summary>Both steps in one, as a stream has them for its most frequent operations.</summary>
    [Benchmark]
    public Operation? Plain() => _plain.TryRead(new ReadOnlySequence<byte>(_bytes));

    [Benchmark]
    public long Hashed() => PayloadHash.Of(_operation);
}
