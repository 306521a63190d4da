using Dapper;
using Ledger.Server.Audit;
using Npgsql;

namespace Ledger.Crash.Tests.Damage;

/// <summary>Each column of each table, and each part of a checkpoint, is damaged in turn, and verification names it.</summary>
public sealed class EveryColumnTests(RichLedger ledger) : IClassFixture<RichLedger>
{
    // Months of the journal are parts of it; code tables and applied migrations are compared with the server's own.
    private const string ColumnsOfTables =
        """
        SELECT c.relname || '.' || attname FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
         WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND attnum > 0
           AND NOT attisdropped
           AND c.relname NOT IN ('asset', 'system_account', 'kind', 'outcome', 'schema_migration')
        """;

    private static readonly (string Name, string Sql, string Check)[] _harms =
        [.. ColumnHarm.Seen, .. ColumnHarm.OfDetail, .. ColumnHarm.OfRows];

    /// <summary>Receipts that say they are not as far as a closing are not compared from there on.</summary>
    private const string NotCompared = "receipt_position.seq";

    public static TheoryData<string> Harms => [.. _harms.Select(harm => harm.Name)];

    [Fact]
    public async Task The_ledger_is_sound_before_it_is_damaged() =>
        Assert.Empty((await Verification.RunAsync(await ledger.CopyAsync(), default)).Findings);

    [Fact]
    public async Task It_is_sound_behind_its_closings_too_and_only_what_is_there_is_read()
    {
        var copy = await ledger.CopyAsync();
        var (all, later) = (await Verification.RunAsync(copy, default), await Verification.RunAsync(copy, default, sinceClosing: true));

        Assert.Empty(later.Findings);
        Assert.Equal(all.Accounts, later.Accounts);
        Assert.InRange(later.Rows, 1, all.Rows - 1);
    }

    /// <summary>A row before the closings is not read from them on; all of it is, and then the closing is named too.</summary>
    [Fact]
    public async Task A_row_that_was_forged_before_the_closing_is_found_where_all_is_read()
    {
        var copy = await ledger.CopyAsync();
        Assert.True(await LedgerToDamage.DamageAsync(copy, "UPDATE journal SET terminal_seq = 999 WHERE account = 9003 AND kind = 5") > 0);

        Assert.Empty((await Verification.RunAsync(copy, default, sinceClosing: true)).Findings);
        Assert.Contains((await Verification.RunAsync(copy, default)).Findings, finding => finding.Invariant == "closings");
    }

    [Fact]
    public async Task Every_column_is_damaged_or_has_a_reason_why_not()
    {
        await using var session = new NpgsqlConnection(await ledger.CopyAsync());
        var columns = await session.QueryAsync<string>(ColumnsOfTables);

        Assert.Equal(
            columns.Order(StringComparer.Ordinal),
            ColumnHarm.Seen.Select(harm => harm.Column).Concat(ColumnHarm.Unseen.Select(one => one.Column))
            .Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Harms))]
    public async Task I1_I2_I3_I5_I6_I7_I9_I12_Damage_is_found_and_named(string name)
    {
        var (_, sql, check) = _harms.Single(harm => harm.Name == name);
        var copy = await ledger.CopyAsync();
        Assert.True(await LedgerToDamage.DamageAsync(copy, sql) > 0, "Nothing was damaged: the test tests nothing.");

        var report = await Verification.RunAsync(copy, default);

        Assert.Contains(check, report.Findings.Select(finding => finding.Invariant));
        // Nothing of what lies behind the closings escapes a verification from them on.
        if (name == NotCompared) return;
        var later = await Verification.RunAsync(copy, default, sinceClosing: true);
        Assert.Contains(check, later.Findings.Select(finding => finding.Invariant));
    }
}
