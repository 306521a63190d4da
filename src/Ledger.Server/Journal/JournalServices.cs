using Ledger.Server.Basics;
using Ledger.Server.Journal.Catalog;
using Ledger.Server.Journal.Closings;
using Ledger.Server.Journal.Reading;
using Ledger.Server.Journal.Servers;
using Ledger.Server.Journal.Totals;

namespace Ledger.Server.Journal;

internal static class JournalServices
{
    /// <summary>What can be asked of the journal, beside what the writers commit to it.</summary>
    public static IServiceCollection AddJournal(this IServiceCollection services, LedgerDatabase database, Limits limits) => services
        .AddSingleton(database)
        .AddSingleton(new JournalQueries(database.Queries, database.Statements, limits))
        .AddSingleton(of => new JournalTotals(database.Totals, limits, of.GetRequiredService<TimeProvider>()))
        .AddSingleton(new MonthClosings(database.Closings, limits))
        .AddSingleton(of => new JournalReports(database.Reports, of.GetRequiredService<JournalTotals>(), limits))
        .AddSingleton(new SettlementMonths(database.Queries))
        .AddSingleton(new UpkeepQueries(database.Queries, limits))
        .AddSingleton(of => new ServerTable(
            database.Queries, of.GetRequiredService<ServerIdentity>(), limits, of.GetRequiredService<TimeProvider>()))
        .AddSingleton(of => new PartitionNews(database.News, of.GetRequiredService<TimeProvider>()));
}
