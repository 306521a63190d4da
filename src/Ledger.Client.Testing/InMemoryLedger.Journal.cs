using Ledger.Client.Testing.Books;
using Ledger.V1;

namespace Ledger.Client.Testing;

/// <content>What a test looks at afterwards, and what time does.</content>
public sealed partial class InMemoryLedger
{
    /// <summary>The account that a card points at; null: there is no such card.</summary>
    /// <param name="card">The card's token.</param>
    public long? AccountOf(string card) => _whom.AccountOf(card);

    /// <summary>All that the journal holds of an account, refusals included, oldest first: each line with its receipt. Empty: there is no
    /// such account.</summary>
    /// <param name="account">The account's number.</param>
    public IReadOnlyList<StatementLine> JournalOf(long account) => _reading.JournalOf(account);

    /// <summary>Checks the whole journal as the server's audit does: that debits equal credits, that balances are what the rows sum to,
    /// that each key stands for one transaction, and so on. Returns what does not hold, a sentence each; empty: all does.</summary>
    public IReadOnlyList<string> Verify() => _writer.Read((journal, directory) => Proof.Of(journal, directory, _programs));

    /// <summary>Does what the clock has made necessary by now, as a server does by itself: what has expired, ended holds, tiers to be
    /// looked at, yearly bonus.</summary>
    public void DoWhatIsDue() => _work.DoWhatIsDue();
}
