using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Ledger.Client;

/// <summary>Registers <see cref="LedgerClient"/> as a singleton, also as <see cref="ILedgerClient"/>.</summary>
public static class LedgerClientRegistration
{
    /// <summary>Registers the client of a process that speaks for one terminal. A registered <see cref="TimeProvider"/> and
    /// <see cref="ILoggerFactory"/> are used unless the options name their own.</summary>
    /// <param name="services">Where to register.</param>
    /// <param name="configure">Sets address, identity and bounds.</param>
    public static IServiceCollection AddLedgerClient(this IServiceCollection services, Action<LedgerClientOptions> configure)
    {
        AddOptions(services, Options.DefaultName, configure);
        services.TryAddSingleton(provider => Make(provider, Options.DefaultName));
        services.TryAddSingleton<ILedgerClient>(provider => provider.GetRequiredService<LedgerClient>());
        return services;
    }

    /// <summary>Registers a client under a name, for a process that speaks for several: get it as a keyed service of that name.</summary>
    /// <param name="services">Where to register.</param>
    /// <param name="name">The service key, not empty.</param>
    /// <param name="configure">Sets address, identity and bounds.</param>
    public static IServiceCollection AddLedgerClient(
        this IServiceCollection services, string name, Action<LedgerClientOptions> configure)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        AddOptions(services, name, configure);
        services.TryAddKeyedSingleton(name, (provider, _) => Make(provider, name));
        services.TryAddKeyedSingleton<ILedgerClient>(name, (provider, _) => provider.GetRequiredKeyedService<LedgerClient>(name));
        return services;
    }

    private static void AddOptions(IServiceCollection services, string name, Action<LedgerClientOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.AddOptions<LedgerClientOptions>(name)
            .Configure<IServiceProvider>((options, provider) =>
            {
                options.TimeProvider = provider.GetService<TimeProvider>() ?? options.TimeProvider;
                options.LoggerFactory = provider.GetService<ILoggerFactory>();
            })
            .Configure(configure);
    }

    private static LedgerClient Make(IServiceProvider provider, string name) =>
        new(provider.GetRequiredService<IOptionsMonitor<LedgerClientOptions>>().Get(name));
}
