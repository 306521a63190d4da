using Ledger.Client;
using Ledger.V1;

namespace Ledger.Crash.Tests.Load;

/// <summary>A seeded mix of everything a till sends: sums that fit and that do not, retries, changed retries, unknown members.</summary>
internal sealed class Mix(int seed, Book book)
{
    private const int Members = 12;
    private const long Stranger = 900_000;
    private readonly OperationBuilder _make = new(1, 7, 3, TimeProvider.System);
    private readonly Random _random = new(seed);
    private readonly Lock _gate = new();
    private readonly List<Operation> _made = [];
    private int _opened;

    /// <summary>The openings of the members all others are about.</summary>
    public IReadOnlyList<Operation> Openings() =>
        [.. Enumerable.Range(1, Members).Select(number => Written(_make.OpenAccount(CardOf(number), number)))];

    /// <summary>The next operations, already in the book; one of them may be there twice.</summary>
    public IReadOnlyList<Operation> Next(int count)
    {
        lock (_gate)
        {
            var next = Enumerable.Range(0, count).Select(_ => One()).ToList();
            if (_random.Next(4) == 0) next.Add(next[_random.Next(next.Count)]);
            return next;
        }
    }

    public int Number(int below)
    {
        lock (_gate) return _random.Next(below);
    }

    private Operation One()
    {
        var target = _random.Next(3) == 0 ? Target.Card(CardOf(_random.Next(1, Members + 1)))
            : Target.Account(_random.Next(1, Members + 1));
        return _random.Next(40) switch
        {
            < 10 => Written(_make.TopUp(target, _random.Next(1, 60_000), "cash")),
            < 18 => Written(_make.Debit(target, _random.Next(1, 50_000), _random.Next(3) == 0)),
            < 24 => Written(_make.AccruePurchase(target, _random.Next(1, 90_000))),
            < 27 => Written(_make.AccruePoints(target, _random.Next(1, 200), "gift")),
            < 30 => Written(_make.Redeem(target, 50 * _random.Next(1, 6))),
            < 32 => Written(_make.Adjust(target, (Asset)_random.Next(1, 4), _random.Next(2) == 0 ? 90 : -90, "counted again")),
            32 => Written(_make.Debit(target, 1_000_000)),
            33 => Written(_make.OpenAccount(account: _random.Next(1, Members + 1))),
            34 => Written(_make.OpenAccount(CardOf(1000 + ++_opened))),
            35 => Written(_make.IssueCard(target, CardOf(_random.Next(1, 40)))),
            36 => Written(_make.TopUp(Target.Account(Stranger + _random.Next(100)), 500)),
            37 => Changed(),
            _ => Again(),
        };
    }

    /// <summary>A retry of something sent before, answered or not.</summary>
    private Operation Again() => _made.Count == 0 ? Written(_make.TopUp(Target.Account(1), 1)) : _made[_random.Next(_made.Count)];

    /// <summary>Another operation under a key that stands for one already.</summary>
    private Operation Changed()
    {
        var before = Again();
        if (book.Entries[before.Key].Receipt is null) return before;
        var changed = before.Clone();
        changed.Reference = "changed";
        return changed;
    }

    private Operation Written(Operation operation)
    {
        book.Write(operation);
        // A stranger's operation is not decided and so not one to come back with.
        if (operation.TargetCase != Operation.TargetOneofCase.Account || operation.Account < Stranger) _made.Add(operation);
        return operation;
    }

    private static string CardOf(int number) => $"6000{number:D12}";
}
