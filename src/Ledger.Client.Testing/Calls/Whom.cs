using Ledger.Client.Testing.Books;
using Ledger.Rules.Codes;
using Ledger.Rules.State;
using Ledger.Server.Cards;
using Ledger.Server.Contract;
using Ledger.Server.Queries;

namespace Ledger.Client.Testing.Calls;

/// <summary>Finds the account a question is about.</summary>
internal sealed class Whom(SingleWriter writer, CardKey key)
{
    /// <summary>The state of an account that is open; everything else is thrown as the call's status.</summary>
    public AccountState Of(AccountTarget target)
    {
        var check = new Violations();
        if (target.Card is { } card) check.Card("card", card);
        else if (target.Identifier is { } identifier) Check(identifier, check);
        else check.Account("account", target.Account);
        check.ThrowIfAny();

        var state = writer.Account(NumberOf(target));
        return state.IsOpen ? state : throw Problems.ToException(Problems.UnknownAccount(state.Account));
    }

    /// <summary>A card by its code, in either form, and the account it points at; null: there is no such card.</summary>
    public (Guid Card, long Account)? CardOf(string code)
    {
        var forms = CardForms.Of(code);
        if (forms.Exact is { } exact && AccountOf(key.IdOf(exact)) is { } atExact) return (key.IdOf(exact), atExact);
        return forms.Normal is { } normal && AccountOf(key.IdOf(normal)) is { } account ? (key.IdOf(normal), account) : null;
    }

    /// <summary>The account that a card points at; null: there is no such card.</summary>
    public long? AccountOf(string card) => CardOf(card)?.Account;

    private long NumberOf(AccountTarget target)
    {
        if (target.Card is { } card) return AccountOf(card) ?? throw Problems.ToException(Problems.UnknownCard());
        if (target.Identifier is not { } named) return target.Account;
        return AccountOf(key.IdOf((short)named.Program, (IdentifierKind)named.Identifier.Kind, named.Identifier.Value))
            ?? throw Problems.ToException(Problems.UnknownIdentifier("it names no account of the program"));
    }

    private long? AccountOf(Guid id) => writer.Read((_, directory) => directory.AccountOf(id));

    private static void Check(V1.IdentifierInProgram identifier, Violations check)
    {
        check.Range("identifier.program", identifier.Program, 1, short.MaxValue);
        if (identifier.Identifier is { } named) check.Identifier("identifier.identifier", named);
        else check.Add("identifier.identifier", "is missing", "REQUIRED");
    }
}
