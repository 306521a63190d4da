using Ledger.Rules.Codes;

namespace Ledger.Server.Journal.Closings;

/// <summary>
/// By how much rows change what is left of the receipts of a day, over all accounts: the table <c>closing_held</c>.
/// </summary>
internal sealed class HeldSums
{
    private readonly Dictionary<(DateOnly ReceivedOn, short Program, Asset Asset), long> _sums = [];

    public IReadOnlyDictionary<(DateOnly ReceivedOn, short Program, Asset Asset), long> Sums => _sums;

    public void Add(DateOnly receivedOn, short program, Asset asset, long amount) =>
        _sums[(receivedOn, program, asset)] = checked(_sums.GetValueOrDefault((receivedOn, program, asset)) + amount);

    public void Clear() => _sums.Clear();
}
