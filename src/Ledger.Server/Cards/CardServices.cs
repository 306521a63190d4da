using Grpc.AspNetCore.Server.Model;
using Ledger.Server.Basics;
using Ledger.Server.Journal;
using Ledger.Server.Partitions;

namespace Ledger.Server.Cards;

internal static class CardServices
{
    /// <summary>Where cards and identifiers point, the stock of cards that belong to nobody yet, and the calls about it.</summary>
    public static IServiceCollection AddCards(
        this IServiceCollection services, CardKey key, LedgerDatabase database, Limits limits) => services
        .AddSingleton(key)
        .AddSingleton(all => new CardDirectory(
            database.Queries, key, limits.CachedAccountsMaxCount, all.GetRequiredService<FreedCards>()))
        .AddSingleton(new CardStock(database.Queries, database.CardBatches, limits))
        .AddSingleton<BatchTurns>()
        .AddSingleton<CardMaker>()
        .AddSingleton<CardService>()
        .AddSingleton<IServiceMethodProvider<CardService>, CardMethods>();
}
