using Ledger.Server.Basics;

namespace Ledger.Server.Cards;

/// <summary>The forms in which a card's code can be in the ledger; null: it has no such form.</summary>
/// <param name="Exact">As it was typed: cards of 0.2.0, and of programs that take codes as they are.</param>
/// <param name="Normal">Normalised, see <see cref="CardCode"/>.</param>
public readonly record struct CardForms(string? Exact, string? Normal)
{
    /// <param name="typed">What came in.</param>
    /// <param name="isExact">The program takes codes as they are.</param>
    public static CardForms Of(string typed, bool isExact = false) =>
        new(CardCode.IsExact(typed) ? typed : null, isExact ? null : CardCode.Normal(typed));

    /// <summary>
    /// The card and the account it points at; null: there is none. The form as it was typed comes first: whoever has a card of 0.2.0 keeps
    /// it whatever is issued since, and where both forms are the same, as they mostly are, it is one look.
    /// </summary>
    public async ValueTask<(Guid Card, long Account)?> FindAsync(
        CardKey key, Func<Guid, CancellationToken, ValueTask<long?>> find, CancellationToken cancellation)
    {
        if (Exact is { } exact && key.IdOf(exact) is var typed && await find(typed, cancellation) is { } atTyped) return (typed, atTyped);
        if (Normal is not { } normal || normal == Exact) return null;
        var card = key.IdOf(normal);
        return await find(card, cancellation) is { } account ? (card, account) : null;
    }
}
