using System.CommandLine;
using Google.Protobuf;
using Ledger.Tool.Connecting;
using Ledger.Tool.Words;
using Ledger.V1;

namespace Ledger.Tool.Authority;

/// <summary><c>caller …</c>: who is known to the ledger, and what each of them holds.</summary>
internal static class CallerCommands
{
    private const int PageMax = 500;
    private static readonly string[] _columns = ["caller", "kind", "name", "store", "terminal", "grants", "revoked_at"];

    private static readonly Option<string?> _reason = Worded.Text("--reason", "TEXT",
        "Why, for the list of changes; at most 128 characters.");

    public static Command Caller() => new("caller", "Callers of the ledger: what they hold, and changes to it.")
    {
        List(), Show(), Revoke(), Move(), Grant(), Withdraw(),
    };

    private static Command List()
    {
        var (store, limit) = (Worded.Whole("--store", "Terminals of this store alone."), Paging.Limit());
        return new Command("list", "All callers that whoever asks may see, revoked ones too.") { store, limit }.Does(async run =>
        {
            var page = await run.FollowAsync(run.Of(limit), PageMax, (at, size) => run.Ledger.AskAsync(options =>
                run.Ledger.Callers.ListCallersAsync(
                    new ListCallersRequest { Store = run.Number(store), Page = at, PageSize = size }, options), run.Cancellation));
            run.Screen.Tell(page, columns: _columns);
        });
    }

    private static Command Show()
    {
        var caller = Number();
        return new Command("show", "One caller with its roles and keys.") { caller }.Answers(async run =>
        {
            var wanted = run.Number(caller);
            for (var at = ""; ;)
            {
                run.Progress.Is("Looking");
                var page = await run.Ledger.AskAsync(options => run.Ledger.Callers.ListCallersAsync(
                    new ListCallersRequest { Page = at, PageSize = PageMax }, options), run.Cancellation);
                if (page.Callers.FirstOrDefault(one => one.Caller == wanted) is { } found)
                {
                    run.Screen.Tell(found);
                    return true;
                }
                // In the order of their numbers.
                if (page.NextPage.Length == 0 || page.Callers.Any(one => one.Caller > wanted)) break;
                at = page.NextPage;
            }
            run.Note($"There is no caller {wanted} that you may see.");
            return false;
        });
    }

    private static Command Revoke()
    {
        var caller = Number();
        return new Command("revoke", "Lets a caller in no more, for ever: its connections end within 5 seconds.") { caller, _reason }
            .Does(run => ChangeAsync(run, run.Ledger.Callers.RevokeCallerAsync,
                new RevokeCallerRequest { Caller = run.Number(caller), Reason = run.Of(_reason) ?? "" }));
    }

    private static Command Move()
    {
        var caller = Number();
        var store = Worded.Whole("--store", "Where it goes.", required: true);
        var terminal = Worded.Whole("--terminal", "Its number there.", required: true);
        return new Command("move", "Puts a terminal into another place; its certificate and its rights at its own place go along.")
            {
                caller, store, terminal,
            }
            .Does(run => ChangeAsync(run, run.Ledger.Callers.MoveTerminalAsync, new MoveTerminalRequest
            {
                Caller = run.Number(caller), Store = run.Number(store), Terminal = run.Number(terminal),
            }));
    }

    private static Command Grant()
    {
        var (caller, role, scope) = (Number(), Role(), Where());
        var vouched = new Option<bool?>("--vouched")
        {
            Description = "Of a terminal: it names its operators in this role by their numbers alone. Unless said a cashier is, others are not.",
        };
        return new Command("grant", "Gives a caller a role somewhere.") { caller, role, scope, vouched }.Does(run =>
        {
            var grant = new Grant { Role = run.Of(role) ?? default, Scope = run.Of(scope) };
            if (run.Of(vouched) is { } isVouched) grant.Vouched = isVouched;
            return ChangeAsync(run, run.Ledger.Callers.GrantRoleAsync, new GrantRoleRequest { Caller = run.Number(caller), Grant = grant });
        });
    }

    private static Command Withdraw()
    {
        var (caller, role, scope) = (Number(), Role(), Where());
        return new Command("withdraw", "Takes a role from a caller, as it was granted.") { caller, role, scope }.Does(run =>
            ChangeAsync(run, run.Ledger.Callers.WithdrawRoleAsync, new WithdrawRoleRequest
            {
                Caller = run.Number(caller), Role = run.Of(role) ?? default, Scope = run.Of(scope),
            }));
    }

    /// <summary>Makes one change and tells it.</summary>
    public static async Task ChangeAsync<TRequest>(
        Run run, Func<TRequest, Grpc.Core.CallOptions, Grpc.Core.AsyncUnaryCall<AuthorityChange>> send, TRequest request)
        where TRequest : IMessage
    {
        run.Progress.Is("Changing");
        var change = await run.Ledger.ChangeAsync(options => send(request, options), run.Cancellation);
        if (change.Epoch == 0 && !run.Screen.IsJson) run.Screen.Say("Nothing had to be changed.");
        else run.Screen.Tell(change);
    }

    /// <summary>The argument that names a caller.</summary>
    public static Argument<long?> Number() =>
        Worded.WholeArgument("CALLER", "The caller's number, as `ledger caller list` tells it.", required: true);

    private static Argument<Role?> Role() => Worded.OneOfArgument<Role>("ROLE", "What is done.");

    private static Argument<Scope?> Where() =>
        Worded.Argument<Scope>("SCOPE", $"Where: {ScopeWords.Wanted}.", ScopeWords.TryRead, ScopeWords.Wanted);
}
