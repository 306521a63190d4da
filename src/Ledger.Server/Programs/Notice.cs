using Ledger.Rules.Program;

namespace Ledger.Server.Programs;

/// <summary>
/// When a new version may come into force: at the earliest the notice of the version before it (<c>notice_days</c>) after the ledger takes
/// it in. A program that the ledger did not hold before has promised nothing to anybody: its versions are free.
/// </summary>
/// <param name="held">What the ledger held before; a version that is asked for and found right counts from then on.</param>
/// <param name="now">When the ledger takes new versions in, UTC.</param>
internal sealed class Notice(IEnumerable<ProgramRules> held, DateTime now)
{
    // Per program the newest version.
    private readonly Dictionary<short, ProgramRules> _newest = held.GroupBy(rules => rules.Program)
        .ToDictionary(program => program.Key, program => program.MaxBy(rules => rules.Version)!);

    /// <summary>
    /// Why the ledger must not take <paramref name="rules"/> in: the field and the reason; null: it may. Ask in the order of versions.
    /// </summary>
    public string? WhatIsWrongWith(ProgramRules rules)
    {
        if (!_newest.TryGetValue(rules.Program, out var before)) return null;
        if (rules.Version < before.Version)
            return $"version: the ledger holds version {before.Version} of program {rules.Program} and takes only higher ones";
        var earliest = now.AddDays(before.NoticeDays);
        if (before.NoticeDays > 0 && rules.ActiveFrom < earliest)
            return $"active_from: version {before.Version} asks for {before.NoticeDays} days of notice (notice_days); taken in now, this "
                + $"version may come into force at the earliest at {earliest:yyyy-MM-dd'T'HH:mm:ss'Z'}";
        _newest[rules.Program] = rules;
        return null;
    }
}
