using System.Diagnostics.CodeAnalysis;
using Ledger.Rules.Asked;
using Ledger.Rules.Program;
using Ledger.Rules.Time;

namespace Ledger.Server.Programs;

/// <summary>All stores and all versions of all programs. Immutable.</summary>
public sealed class ProgramBook
{
    private readonly Dictionary<int, Store> _stores;
    // Per program, newest activation first.
    private readonly Dictionary<short, ProgramRules[]> _versions;
    private readonly Dictionary<short, Store> _homes;
    // Per program, one store for each clock that its stores go by.
    private readonly Dictionary<short, Store[]> _clocks;

    public ProgramBook(IEnumerable<Store> stores, IEnumerable<ProgramRules> versions)
    {
        Stores = [.. stores.OrderBy(store => store.Number)];
        _stores = Stores.ToDictionary(store => store.Number);
        _homes = _stores.Values.GroupBy(store => store.Program).ToDictionary(
            program => program.Key, program => program.MinBy(store => store.Number)!);
        _clocks = _stores.Values.GroupBy(store => store.Program).ToDictionary(
            program => program.Key, program => program.DistinctBy(store => (store.TimeZone.Id, store.DayStarts)).ToArray());
        _versions = versions.GroupBy(rules => rules.Program).ToDictionary(
            program => program.Key,
            program => program.OrderByDescending(rules => rules.ActiveFrom).ThenByDescending(rules => rules.Version).ToArray());
    }

    public bool TryGetStore(int number, [NotNullWhen(true)] out Store? store) => _stores.TryGetValue(number, out store);

    /// <summary>All stores in the order of their numbers.</summary>
    public IReadOnlyList<Store> Stores { get; }

    /// <summary>For each program the store whose time zone is that of its own days: the one with the lowest number.</summary>
    public IEnumerable<Store> Homes => _homes.Values;

    /// <inheritdoc cref="Homes"/>
    public Store? HomeOf(short program) => _homes.GetValueOrDefault(program);

    /// <summary>The day of <paramref name="program"/> at <paramref name="now"/> (UTC); that of UTC, when it has no store.</summary>
    /// <seealso cref="Homes"/>
    public DateOnly DayOf(short program, DateTime now) =>
        HomeOf(program)?.BusinessDateAt(now) ?? DateOnly.FromDateTime(now);

    /// <summary>
    /// The days of <paramref name="program"/> at <paramref name="now"/> (UTC): its own, and the one under way at whichever of its stores is
    /// behind all others.
    /// </summary>
    public ProgramDays DaysOf(short program, DateTime now)
    {
        var last = DateOnly.MaxValue;
        foreach (var clock in _clocks.GetValueOrDefault(program) ?? [])
            if (clock.BusinessDateAt(now) is var date && date < last) last = date;
        var own = DayOf(program, now);
        return new ProgramDays(own, last < own ? last : own);
    }

    /// <summary>
    /// For an operation that refers to another one: the day under way at the last store of <paramref name="program"/> at its business time;
    /// null: it refers to none.
    /// </summary>
    public DateOnly? LastDateOf(short program, Operation operation) =>
        operation.Original is null ? null : DaysOf(program, operation.BusinessTime).Last;

    /// <summary>The numbers of all programs.</summary>
    public IEnumerable<short> Programs => _versions.Keys;

    /// <summary>All versions of all programs.</summary>
    public IEnumerable<ProgramRules> Versions => _versions.Values.SelectMany(versions => versions);

    public bool Has(short program) => _versions.ContainsKey(program);

    /// <summary>The version of <paramref name="program"/> that comes into force last.</summary>
    public ProgramRules NewestOf(short program) => _versions[program][0];

    /// <summary>
    /// The version of <paramref name="program"/> in force at <paramref name="businessTime"/>; the first version for times before it.
    /// </summary>
    public ProgramRules RulesAt(short program, DateTime businessTime)
    {
        var versions = _versions[program];
        foreach (var rules in versions)
            if (rules.ActiveFrom <= businessTime) return rules;
        return versions[^1];
    }

    /// <summary>
    /// When the version that follows the one in force at <paramref name="businessTime"/> comes into force; null: none is announced.
    /// </summary>
    public DateTime? NextChange(short program, DateTime businessTime)
    {
        DateTime? next = null;
        foreach (var rules in _versions[program])
            if (rules.ActiveFrom > businessTime) next = rules.ActiveFrom;
        return next;
    }

    /// <summary>
    /// One version of a program, whenever it is in force. Every version that decided something stays; but one that another server has
    /// brought since this one started is not known here, and what depends on it can only be decided there, or after a restart.
    /// </summary>
    public ProgramRules Version(short program, int version)
    {
        foreach (var rules in _versions[program])
            if (rules.Version == version) return rules;
        throw new InvalidOperationException($"This server started without version {version} of program {program}; restart it.");
    }
}
