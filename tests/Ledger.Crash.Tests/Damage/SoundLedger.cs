using Ledger.Client;
using Ledger.V1;

namespace Ledger.Crash.Tests.Damage;

/// <summary>
/// A ledger with everything in it that verification looks at: transfers of one and of several legs, refusals, cards, lots, accounts
/// whose checkpoint is ahead of the partition's mark, and rows above it.
/// </summary>
public sealed class SoundLedger : LedgerToDamage
{
    public const int Members = 12;
    public const int TransactionsOfAMember = 10;
    public const int RowsOfAMember = 15;
    private const int LateMembers = 2;

    protected override string Finish =>
        """
        UPDATE partition SET checkpoint_seq = next_seq / 2;
        DELETE FROM account a USING partition p WHERE a.partition = p.partition
           AND (SELECT min(seq) FROM journal j WHERE j.partition = a.partition AND j.account = a.account) > p.checkpoint_seq;
        """;

    protected override async Task FillAsync(LedgerClient client)
    {
        // Most accounts have rows on both sides of the mark; the late ones above it only.
        for (var account = 1; account <= Members - LateMembers; account++) await OpenAsync(client, account);
        for (var account = 1; account <= Members - LateMembers; account++) await UseAsync(client, account);
        for (var account = Members - LateMembers + 1; account <= Members; account++)
        {
            await OpenAsync(client, account);
            await UseAsync(client, account);
        }
    }

    private static async Task OpenAsync(LedgerClient client, long account)
    {
        var target = Target.Account(account);
        var before = new OperationDetails { BusinessTime = DateTimeOffset.UtcNow.AddDays(-3) };
        await PostAsync(Outcome.Posted, client.OpenAccountAsync($"7000{account:D8}", account, before));
        await PostAsync(Outcome.Posted,
            client.TopUpAsync(target, 20_000, "cash", before with { BusinessTime = before.BusinessTime!.Value.AddMinutes(1) }));
        await PostAsync(Outcome.Posted, client.TopUpAsync(target, 50_000, "cash"));
    }

    private static async Task UseAsync(LedgerClient client, long account)
    {
        var target = Target.Account(account);
        await PostAsync(Outcome.InsufficientFunds, client.DebitAsync(target, 900_000));
        await PostAsync(Outcome.Posted, client.AccruePurchaseAsync(target, 250_000));
        // Two bonus lots and principal: three legs.
        await PostAsync(Outcome.Posted, client.DebitAsync(target, 9_000));
        await PostAsync(Outcome.Posted, client.RedeemAsync(target, 100));
        await PostAsync(Outcome.NotAMultiple, client.RedeemAsync(target, 50));
        await PostAsync(Outcome.Posted, client.TopUpAsync(target, 30));
        await PostAsync(Outcome.Posted, client.TopUpAsync(target, 20_000));
    }
}
