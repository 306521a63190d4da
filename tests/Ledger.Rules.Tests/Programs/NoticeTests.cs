using Ledger.Rules.Program;
using Ledger.Rules.Tests.Model;
using Ledger.Server.Programs;

namespace Ledger.Rules.Tests.Programs;

/// <summary>A new version comes into force no earlier than the version before it promised.</summary>
public sealed class NoticeTests
{
    private static readonly DateTime _now = new(2026, 11, 22, 4, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void The_first_version_of_a_program_is_free() =>
        Assert.Null(new Notice([Version(1, days: 3) with { Program = 2 }], _now)
            .WhatIsWrongWith(Version(1, days: 30, from: _now.AddYears(-1))));

    [Fact]
    public void Versions_of_a_program_that_the_ledger_did_not_hold_are_free_together()
    {
        var notice = new Notice([], _now);
        Assert.Null(notice.WhatIsWrongWith(Version(1, days: 3, from: _now.AddYears(-2))));
        Assert.Null(notice.WhatIsWrongWith(Version(2, days: 3, from: _now.AddYears(-1))));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(3 * 24 * 60, true)]
    [InlineData(-1, false)]
    [InlineData(-3 * 24 * 60, false)]
    public void A_new_version_may_come_into_force_when_the_notice_of_the_one_before_it_has_passed(int minutesAfter, bool isTaken)
    {
        var wrong = new Notice([Version(4, days: 3)], _now)
            .WhatIsWrongWith(Version(5, days: 0, from: _now.AddDays(3).AddMinutes(minutesAfter)));
        Assert.Equal(isTaken ? null
            : "active_from: version 4 asks for 3 days of notice (notice_days); taken in now, this version may come into force"
            + " at the earliest at 2026-11-25T04:00:00Z", wrong);
    }

    [Fact]
    public void The_notice_is_that_of_the_version_right_before_even_when_it_has_just_come()
    {
        var notice = new Notice([Version(1, days: 0)], _now);
        Assert.Null(notice.WhatIsWrongWith(Version(2, days: 30, from: _now.AddDays(-1))));
        Assert.NotNull(notice.WhatIsWrongWith(Version(3, days: 0, from: _now.AddDays(29))));
        Assert.Null(notice.WhatIsWrongWith(Version(3, days: 0, from: _now.AddDays(30))));
    }

    [Fact]
    public void A_version_below_what_the_ledger_holds_is_refused() => Assert.Equal(
        "version: the ledger holds version 4 of program 1 and takes only higher ones",
        new Notice([Version(4, days: 0), Version(2, days: 0)], _now).WhatIsWrongWith(Version(3, days: 0, from: _now.AddDays(30))));

    private static ProgramRules Version(int version, int days, DateTime from = default) =>
        Terms.Demo.ToRules(version, from) with { NoticeDays = days };
}
