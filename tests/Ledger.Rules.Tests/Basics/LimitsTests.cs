using System.Globalization;
using Ledger.Server.Basics;

namespace Ledger.Rules.Tests.Basics;

/// <summary>I13: every bound is there, positive, and fits the others.</summary>
public sealed class LimitsTests
{
    [Fact]
    public void I13_The_defaults_fit_each_other() => Assert.Empty(new Limits().Check());

    public static TheoryData<string> EveryBound => [.. typeof(Limits).GetProperties().Select(bound => bound.Name)];

    [Theory]
    [MemberData(nameof(EveryBound))]
    public void I13_No_bound_can_be_switched_off(string name)
    {
        foreach (var value in new[] { 0, -1 })
        {
            var limits = new Limits();
            var bound = typeof(Limits).GetProperty(name)!;
            bound.SetValue(limits, Convert.ChangeType(value, bound.PropertyType, CultureInfo.InvariantCulture));
            Assert.Contains($"{name} must be at least 1.", limits.Check());
        }
    }

    public static TheoryData<string, long, string?> Relations => new()
    {
        { nameof(Limits.BatchMaxCount), 1001, "BatchMaxCount must be at most 1000" },
        { nameof(Limits.MessageMaxBytes), 65_534, "MessageMaxBytes must be at least 65535" },
        { nameof(Limits.MessageMaxBytes), 65_535, null },
        { nameof(Limits.OperationMaxBytes), 1_048_577, "OperationMaxBytes must be at most MessageMaxBytes" },
        { nameof(Limits.OperationMaxBytes), 1_048_576, null },
        { nameof(Limits.QueueMaxCount), 999, "BatchMaxCount must be at most QueueMaxCount" },
        { nameof(Limits.QueueMaxCount), 1023, "StreamMaxUnanswered must be at most QueueMaxCount" },
        { nameof(Limits.QueueMaxCount), 1024, null },
        { nameof(Limits.QueueSharesCount), 3, "QueueSharesCount must be at least 4" },
        { nameof(Limits.StreamMaxUnanswered), 16_385, "StreamMaxUnanswered must be at most QueueMaxCount" },
        { nameof(Limits.StreamMaxUnanswered), 16_384, null },
        { nameof(Limits.CommitMaxRows), 999, "CommitMaxCount must be at most CommitMaxRows" },
        { nameof(Limits.CommitMaxRows), 1000, null },
        { nameof(Limits.CommitMaxRows), 10_001, "CommitMaxRows must be at most 10000" },
        { nameof(Limits.RelatedMaxRows), 9_999, "RelatedMaxRows must hold what one commit wrote" },
        { nameof(Limits.RelatedMaxRows), 10_000, null },
        { nameof(Limits.RelatedMaxRows), int.MaxValue, "RelatedMaxRows must be below" },
        { nameof(Limits.UpkeepAtOnceMax), 4_097, "UpkeepAtOnceMax must fit into one caller's share" },
        { nameof(Limits.UpkeepAtOnceMax), 4_096, null },
        { nameof(Limits.CommitMaxCount), 10_001, "CommitMaxCount must be at most 10000" },
        { nameof(Limits.CommitMaxCount), 10_000, null },
        { nameof(Limits.CommitMaxCount), 16_385, "CommitMaxCount must be at most QueueMaxCount" },
        { nameof(Limits.CachedAccountsMaxCount), 999, "CachedAccountsMaxCount must hold the accounts of one commit" },
        { nameof(Limits.CachedAccountsMaxCount), 1000, null },
        { nameof(Limits.AmountMax), 1_000_000_000_000_001, "AmountMax must be at most 10^15" },
        { nameof(Limits.AmountMax), 1_000_000_000_000_000, null },
        { nameof(Limits.CardBatchMaxCount), 10_001, "CardBatchMaxCount must be at most 10000" },
        { nameof(Limits.CardsPerDayMax), 9_999, "CardBatchMaxCount must be at most CardsPerDayMax" },
        { nameof(Limits.CardsPerDayMax), 10_000, null },
        { nameof(Limits.LeaseSeconds), 61, "LeaseSeconds must be at most CommitTimeoutSeconds" },
        { nameof(Limits.LeaseSeconds), 60, null },
        { nameof(Limits.QueryTimeoutSeconds), 301, "QueryTimeoutSeconds must be at most ReportTimeoutSeconds" },
        { nameof(Limits.QueryTimeoutSeconds), 300, null },
        { nameof(Limits.BusinessTimeMaxDistanceHours), 841, "BusinessTimeMaxDistanceHours must be within KeyMaxAgeDays" },
        { nameof(Limits.BusinessTimeMaxDistanceHours), 840, null },
        { nameof(Limits.KeyMaxAheadMinutes), 80_641, "KeyMaxAheadMinutes must lie within MonthsAhead" },
        { nameof(Limits.KeyMaxAheadMinutes), 80_640, null },
    };

    [Theory]
    [MemberData(nameof(Relations))]
    public void I13_Bounds_that_depend_on_each_other_are_checked(string name, long value, string? told)
    {
        var limits = new Limits();
        var bound = typeof(Limits).GetProperty(name)!;
        bound.SetValue(limits, Convert.ChangeType(value, bound.PropertyType, CultureInfo.InvariantCulture));
        if (told is null) Assert.Empty(limits.Check());
        else Assert.Contains(limits.Check(), relation => relation.StartsWith(told, StringComparison.Ordinal));
    }
}
