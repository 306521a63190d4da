using Grpc.AspNetCore.Server.Model;

namespace Ledger.Server.Queries;

internal static class QueryServices
{
    /// <summary>The read side: questions about one account, and reports over many.</summary>
    public static IServiceCollection AddQueries(this IServiceCollection services) => services
        .AddSingleton<AccountLookup>()
        .AddSingleton<Quotes>()
        .AddSingleton<ReadingService>()
        .AddSingleton<IServiceMethodProvider<ReadingService>, ReadingMethods>()
        .AddSingleton<CatalogueAnswers>()
        .AddSingleton<CatalogueService>()
        .AddSingleton<IServiceMethodProvider<CatalogueService>, CatalogueMethods>()
        .AddSingleton<CloseReport>()
        .AddSingleton<BusinessMonth>()
        .AddSingleton<SettlementReport>()
        .AddSingleton<LiabilityReport>()
        .AddSingleton<ReportingService>()
        .AddSingleton<IServiceMethodProvider<ReportingService>, ReportMethods>();
}
