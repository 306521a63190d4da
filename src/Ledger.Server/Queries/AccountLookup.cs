using Grpc.Core;
using Ledger.Rules.Codes;
using Ledger.Rules.State;
using Ledger.Server.Basics;
using Ledger.Server.Cards;
using Ledger.Server.Contract;
using Ledger.Server.Partitions;

namespace Ledger.Server.Queries;

/// <summary>Finds the account a question is about and asks its single writer for its state, in line with its postings.</summary>
public sealed class AccountLookup(AccountStates accounts, CardDirectory cards)
{
    /// <summary>The state of an account that is open; everything else is told as a problem.</summary>
    public async Task<AccountState> StateAsync(AccountTarget target, ServerCallContext context)
    {
        var check = new Violations();
        if (target.Card is { } token) check.Card("card", token);
        else if (target.Identifier is { } identifier) Check(identifier, check);
        else check.Account("account", target.Account);
        check.ThrowIfAny();

        var account = await AccountOfAsync(target, context.CancellationToken);
        var (state, problem) = await accounts.AskAsync(
            account, Caller.Of(context.GetHttpContext()), context.CancellationToken, context.Deadline);
        if (problem is not null) throw Problems.ToException(problem);
        return state!.IsOpen ? state : throw Problems.ToException(Problems.UnknownAccount(account));
    }

    private static void Check(V1.IdentifierInProgram identifier, Violations check)
    {
        check.Range("identifier.program", identifier.Program, 1, short.MaxValue);
        if (identifier.Identifier is { } named) check.Identifier("identifier.identifier", named);
        else check.Add("identifier.identifier", "is missing", "REQUIRED");
    }

    private async ValueTask<long> AccountOfAsync(AccountTarget target, CancellationToken cancellation)
    {
        if (target.Card is { } token)
            return (await cards.FindAsync(token, cancellation) ?? throw Problems.ToException(Problems.UnknownCard())).Account;
        if (target.Identifier is not { } named) return target.Account;
        var id = cards.IdOf((short)named.Program, (IdentifierKind)named.Identifier.Kind, named.Identifier.Value);
        return await cards.FindAsync(id, cancellation)
            ?? throw Problems.ToException(Problems.UnknownIdentifier("it names no account of the program"));
    }
}
