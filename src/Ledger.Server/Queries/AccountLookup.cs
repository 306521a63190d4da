using Grpc.Core;
using Ledger.Rules.Codes;
using Ledger.Rules.State;
using Ledger.Server.Authority.Callers;
using Ledger.Server.Basics;
using Ledger.Server.Cards;
using Ledger.Server.Contract;
using Ledger.Server.Partitions;
using Status = Google.Rpc.Status;

namespace Ledger.Server.Queries;

/// <summary>Finds the account a question is about and asks its single writer for its state, in line with its postings.</summary>
internal sealed class AccountLookup(AccountStates accounts, CardDirectory cards, ConnectionRights rights)
{
    private const string NamesNobody = "it names no account of the program";

    /// <summary>
    /// The state of an account that is open, and how much of it whoever asks may see; everything else is told as a problem. An account of a
    /// program he may not ask about is as unknown to him as one that there is not; so is a void card to whoever sees no more than he needs.
    /// </summary>
    /// <param name="call">The call that is made, by its full name.</param>
    public async Task<(AccountState State, Sight Sight)> StateAsync(AccountTarget target, string call, ServerCallContext context)
    {
        var check = new Violations();
        if (target.Card is { } token) check.Card("card", token);
        else if (target.Identifier is { } identifier) Check(identifier, check);
        else check.Account("account", target.Account);
        check.ThrowIfAny();

        var (held, byNumber) = (rights.Of(context), target.Card is null && target.Identifier is null);
        if (held?.SightOf(call, null, byNumber) == Sight.None)
            throw Problems.ToException(Problems.RightMissing(
                $"{call[(call.LastIndexOf('.') + 1)..]}{(byNumber ? " by the number of the account: name it by a card or identifier" : "")}"));
        var (card, account) = await AccountOfAsync(target, context.CancellationToken);
        var (state, problem) = await accounts.AskAsync(
            account, Caller.Of(context.GetHttpContext()), context.CancellationToken, context.Deadline);
        if (problem is not null) throw Problems.ToException(problem);
        if (!state!.IsOpen) throw Problems.ToException(Problems.UnknownAccount(account));
        var sight = held?.SightOf(call, state.Program, byNumber) ?? Sight.Full;
        var isStrange = sight == Sight.None
            || (sight == Sight.Short && card is { } presented && state.CardOf(presented)?.Status == CardStatus.Void);
        return isStrange ? throw Problems.ToException(Unknown(target)) : (state, sight);
    }

    private static Status Unknown(AccountTarget target) =>
        target.Card is not null ? Problems.UnknownCard()
        : target.Identifier is not null ? Problems.UnknownIdentifier(NamesNobody)
        : Problems.UnknownAccount(target.Account);

    private static void Check(V1.IdentifierInProgram identifier, Violations check)
    {
        check.Range("identifier.program", identifier.Program, 1, short.MaxValue);
        if (identifier.Identifier is { } named) check.Identifier("identifier.identifier", named);
        else check.Add("identifier.identifier", "is missing", "REQUIRED");
    }

    private async ValueTask<(Guid? Card, long Account)> AccountOfAsync(AccountTarget target, CancellationToken cancellation)
    {
        if (target.Card is { } token)
            return await cards.FindAsync(token, cancellation) ?? throw Problems.ToException(Problems.UnknownCard());
        if (target.Identifier is not { } named) return (null, target.Account);
        var id = cards.IdOf((short)named.Program, (IdentifierKind)named.Identifier.Kind, named.Identifier.Value);
        return (null, await cards.FindAsync(id, cancellation) ?? throw Problems.ToException(Problems.UnknownIdentifier(NamesNobody)));
    }
}
