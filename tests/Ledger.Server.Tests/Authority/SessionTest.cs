using Grpc.Core.Interceptors;
using Ledger.Server.Hosting;

namespace Ledger.Server.Tests.Authority;

/// <summary>
/// A ledger whose terminals vouch for cashiers, and where operators sign in. That a session is used is written down at once.
/// </summary>
public abstract class SessionTest(LedgerCluster cluster) : AuthorityTest(cluster)
{
    private Known? _admin;

    /// <summary>An operator of the test and the secret he was given.</summary>
    protected sealed record Person(int Number, string Secret);

    protected override void Configure(Settings settings)
    {
        base.Configure(settings);
        settings.Limits.SessionNoteSeconds = 1;
    }

    /// <summary>The calls about operators, of an administrator of the ledger.</summary>
    protected async Task<Persons.PersonsClient> PersonsAsync() => new(ChannelOf(_admin ??= await AdministratorAsync("admin at ledger")));

    protected async Task<Callers.CallersClient> CallersAsync() => new(ChannelOf(_admin ??= await AdministratorAsync("admin at ledger")));

    /// <summary>Makes an operator who holds one role at a store.</summary>
    protected async Task<Person> PersonAsync(int number, Role role, int store)
    {
        var made = await (await PersonsAsync()).AddOperatorAsync(new AddOperatorRequest
        {
            Operator = number, Name = $"operator {number}", Grants = { new Grant { Role = role, Scope = new Scope { Store = store } } },
        });
        return new Person(made.Operator, made.Secret);
    }

    /// <summary>A terminal that vouches for cashiers; managers have to sign in.</summary>
    protected async Task<Known> TillAsync(int store, int terminal)
    {
        var till = await TerminalAsync(store, terminal, "cashier");
        await ChangeAsync($"INSERT INTO caller_grant (caller, role, scope, vouched) VALUES ({till.Number}, 2, 1, false)");
        return till;
    }

    protected V1.Sessions.SessionsClient SessionsOf(Known? caller, Uri? server = null) => new(ChannelOf(caller, server));

    /// <summary>Signs in and tells the token.</summary>
    protected async Task<string> SignInAsync(Known caller, Person person, Uri? server = null) =>
        (await SessionsOf(caller, server).SignInAsync(new SignInRequest { Operator = person.Number, Secret = person.Secret })).Token;

    /// <summary>The operation, approved by somebody at a caller.</summary>
    protected async Task<Operation> ApprovedAsync(Known caller, Person by, Operation operation)
    {
        var approved = operation.Clone();
        approved.StepUp = (await SessionsOf(caller).StepUpAsync(
            new StepUpRequest { Operator = by.Number, Secret = by.Secret, Operation = operation })).StepUp;
        return approved;
    }

    /// <summary>What makes the calls of somebody who has signed in.</summary>
    protected CallInvoker With(Known caller, string token, Uri? server = null) => ChannelOf(caller, server).Intercept(headers =>
    {
        headers.Add("ledger-session", token);
        return headers;
    });

    /// <summary>Why a call is refused; empty: it is not.</summary>
    protected static async Task<string> ReasonOfAsync(Func<Task> call)
    {
        try
        {
            await call();
            return "";
        }
        catch (RpcException refused)
        {
            return Problem.Of(refused).Reason();
        }
    }

    /// <summary>Operations of a person at a terminal.</summary>
    protected static OperationBuilder By(Person person, int store, int terminal) =>
        new(store, terminal, person.Number, TimeProvider.System);
}
