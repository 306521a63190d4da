using Microsoft.Extensions.DependencyInjection;

namespace Ledger.Client.Tests;

public sealed class RegistrationTests : ScriptedTest
{
    [Fact]
    public async Task The_registered_client_is_one_works_and_uses_the_registered_clock()
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(new JumpingTime());
        services.AddLedgerClient(Configure(terminal: 7));
        await using var provider = services.BuildServiceProvider();
        var client = provider.GetRequiredService<LedgerClient>();

        Assert.Same(client, provider.GetRequiredService<LedgerClient>());
        Assert.Same(client, provider.GetRequiredService<ILedgerClient>());
        Assert.IsType<PostingResult.Posted>(await client.DebitAsync(Target.Account(42), 100));
        Assert.Equal((7, 1_795_320_000L), (Scripted.Received.Single().Terminal, Scripted.Received.Single().BusinessTime.Seconds));
    }

    [Fact]
    public async Task Clients_under_names_speak_for_their_own_terminals()
    {
        var services = new ServiceCollection();
        services.AddLedgerClient("seven", Configure(terminal: 7));
        services.AddLedgerClient("eight", Configure(terminal: 8));
        await using var provider = services.BuildServiceProvider();
        await provider.GetRequiredKeyedService<LedgerClient>("eight").DebitAsync(Target.Account(42), 100);
        await provider.GetRequiredKeyedService<ILedgerClient>("seven").DebitAsync(Target.Account(42), 100);

        Assert.Equal([8, 7], Scripted.Received.Select(operation => operation.Terminal));
        Assert.Null(provider.GetService<LedgerClient>());
    }

    [Fact]
    public async Task Wrong_options_are_refused_when_the_client_is_asked_for()
    {
        await using var provider = new ServiceCollection().AddLedgerClient(_ => { }).BuildServiceProvider();

        Assert.Throws<ArgumentException>(() => provider.GetRequiredService<LedgerClient>());
    }

    private Action<LedgerClientOptions> Configure(int terminal) => options =>
    {
        options.Address = Scripted.Address;
        options.Store = 1;
        options.Terminal = terminal;
    };
}
