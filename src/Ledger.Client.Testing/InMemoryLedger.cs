using System.Security.Cryptography;
using Grpc.Core;
using Ledger.Client.Testing.Books;
using Ledger.Client.Testing.Calls;
using Ledger.Server.Basics;
using Ledger.Server.Cards;
using Ledger.Server.Intake;
using Ledger.Server.Intake.Checking;
using Ledger.Server.Intake.Proving;
using Ledger.Server.Intake.Resolving;
using Ledger.Server.Programs;
using Ledger.Server.Queries;

namespace Ledger.Client.Testing;

/// <summary>
/// A ledger without a server, for the tests of a till: the real client on the ledger's real checks and rules, with a journal in memory and
/// faults on command. It takes postings, their quotes and questions about accounts, cards, programs and stores; reports, exports and card
/// stock answer UNIMPLEMENTED. Safe to use from many threads. This file: making one, and its clients.
/// </summary>
public sealed partial class InMemoryLedger : IDisposable
{
    private readonly FaultPlan _faults = new();
    private readonly List<LedgerClient> _clients = [];
    private readonly TimeProvider _time;
    private readonly ProgramBook _programs;
    private readonly PinCheck _pins;
    private readonly SingleWriter _writer;
    private readonly OwnWork _work;
    private readonly Whom _whom;
    private readonly ReadingCalls _reading;

    /// <summary>Makes an empty ledger.</summary>
    /// <param name="options">Programs, stores and clock; null: those that a server comes with, and the machine's clock.</param>
    /// <exception cref="ArgumentException">A document is wrong; the message names every mistake with its line.</exception>
    public InMemoryLedger(InMemoryLedgerOptions? options = null)
    {
        options ??= new InMemoryLedgerOptions();
        _time = options.TimeProvider;
        var programs = _programs = BookOfPrograms.Of(options.Programs, options.Stores);
        // The hash of a PIN is slow on purpose, against those who have a database; nobody has this one.
        var limits = new Limits { PinIterations = 1 };
        var key = new CardKey(options.CardKey ?? RandomNumberGenerator.GetBytes(32));

        _writer = new SingleWriter(programs, _time, options.Partitions);
        _pins = new PinCheck(new SecretHash(RandomNumberGenerator.GetBytes(32), limits.PinIterations), limits, _time);
        _work = new OwnWork(_writer, programs, _time);
        _whom = new Whom(_writer, key);
        _reading = new ReadingCalls(_whom, _writer, programs, _time);
        var reader = new OperationReader(
            new OperationCheck(limits, _time), new OperationResolver(programs, key, _writer), new OperationProof(_pins, _writer),
            _writer);
        var posting = new PostingCalls(reader, _writer, _work, limits, _time);
        CallInvoker = new MemoryCallInvoker(new LedgerCalls(posting, _reading, new CatalogueAnswers(programs, _time)), posting, _faults);
    }

    internal SingleWriter Writer => _writer;

    /// <summary>Takes the calls of generated clients, or of a <see cref="LedgerClient"/> with options of its own.</summary>
    public CallInvoker CallInvoker { get; }

    /// <summary>
    /// A client of this ledger, as a till has it; disposed of with the ledger. It repeats as any client does, but with pauses of a
    /// millisecond.
    /// </summary>
    /// <param name="store">Positive; one of the stores the ledger knows.</param>
    /// <param name="terminal">Positive.</param>
    /// <param name="operator">Who operates the terminal; 0: nobody.</param>
    /// <param name="configure">A last word on the options, e.g. on attempts and deadlines.</param>
    public ILedgerClient Client(int store = 1, int terminal = 1, int @operator = 0, Action<LedgerClientOptions>? configure = null)
    {
        var options = new LedgerClientOptions
        {
            CallInvoker = CallInvoker, Store = store, Terminal = terminal, Operator = @operator, TimeProvider = new DatingClock(_time),
            BackoffFirst = TimeSpan.FromMilliseconds(1), BackoffMax = TimeSpan.FromMilliseconds(1),
        };
        configure?.Invoke(options);
        var client = new LedgerClient(options);
        lock (_clients) _clients.Add(client);
        return client;
    }

    /// <summary>Disposes of the clients it made.</summary>
    public void Dispose()
    {
        lock (_clients)
            foreach (var client in _clients) client.Dispose();
        _pins.Dispose();
    }

    /// <summary>Dates by the ledger's clock and waits by the machine's: a clock that stands must not keep a client from its next
    /// attempt.</summary>
    private sealed class DatingClock(TimeProvider dates) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => dates.GetUtcNow();
    }
}
