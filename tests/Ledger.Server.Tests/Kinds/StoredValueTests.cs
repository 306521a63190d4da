using static Ledger.Server.Tests.Fixtures.Expected;

namespace Ledger.Server.Tests.Kinds;

[Collection(OneServer.Name)]
public sealed class StoredValueTests(LedgerCluster cluster) : LedgerTest(cluster)
{
    [Fact]
    public async Task A_top_up_brings_principal_from_tender_and_the_bonus_of_its_step()
    {
        var account = await OpenAsync();
        foreach (var (amount, bonus) in new[] { (19_999L, 0L), (20_000, 1_500), (49_999, 1_500), (50_000, 5_000), (1_000_000, 5_000) })
        {
            var before = (await BalancesAsync(account)).Holdings;
            var operation = Operations.TopUp(Target.Account(account), amount, "cash");

            var receipt = await PostAsync(operation);

            Transfer[] transfers = [Gain(account, SystemAccount.Tender, Asset.Principal, amount)];
            if (bonus > 0) transfers = [.. transfers, Gain(account, SystemAccount.BonusExpense, Asset.Bonus, bonus, BonusLot(operation))];
            await ReceiptAsync(Ledger.Connection, operation, receipt, account,
                Holds(principal: before.PrincipalMinor + amount, bonus: before.BonusMinor + bonus), transfers);
        }
    }

    [Fact]
    public async Task A_top_up_that_with_its_bonus_passes_the_limit_of_the_balance_is_refused_and_says_what_fits()
    {
        var programs = NewProgramFolder().Add(1, storedValueMinor: 50_000).AddStore(1, 1);
        await BeginAnewAsync(programs);
        var account = await OpenAsync();
        await PostedAsync(Operations.TopUp(Target.Account(account), 10_000));
        var operation = Operations.TopUp(Target.Account(account), 39_000);

        var receipt = await PostAsync(operation);

        await ReceiptAsync(Ledger.Connection, operation, receipt, account, Holds(principal: 10_000), [],
            Outcome.BalanceLimit, new Refusal { Needed = 39_000, Available = 38_500 });
    }

    [Fact]
    public async Task A_debit_takes_from_the_pools_in_the_programs_order()
    {
        string[] orders = ["bonus_first", "principal_first", "proportional"];
        var programs = NewProgramFolder();
        for (var program = 1; program <= orders.Length; program++)
            programs.Add(program, poolOrder: orders[program - 1]).AddStore(program, program);
        await BeginAnewAsync(programs);
        // Holdings before each debit: 20,000 principal and 1,500 bonus.
        (int Program, long Amount, long FromBonus, long FromPrincipal)[] debits =
        [
            (1, 1_000, 1_000, 0), (1, 2_000, 1_500, 500), (2, 1_000, 0, 1_000), (2, 21_000, 1_000, 20_000), (3, 4_301, 300, 4_001),
            (3, 21_500, 1_500, 20_000),
        ];
        foreach (var (program, amount, fromBonus, fromPrincipal) in debits)
        {
            var details = new OperationDetails { Store = program };
            var account = await OpenAsync(details: details);
            var topUp = Operations.TopUp(Target.Account(account), 20_000, details: details);
            await PostedAsync(topUp);
            var operation = Operations.Debit(Target.Account(account), amount, details: details);

            var receipt = await PostAsync(operation);

            var transfers = new List<Transfer>();
            if (fromBonus > 0) transfers.Add(Give(account, SystemAccount.Sales, Asset.Bonus, fromBonus, BonusLot(topUp)));
            if (fromPrincipal > 0) transfers.Add(Give(account, SystemAccount.Sales, Asset.Principal, fromPrincipal));
            await ReceiptAsync(Ledger.Connection, operation, receipt, account,
                Holds(principal: 20_000 - fromPrincipal, bonus: 1_500 - fromBonus), [.. transfers], program: program);
        }
    }

    [Fact]
    public async Task A_debit_above_the_funds_is_refused_and_says_what_is_available()
    {
        var account = await OpenAsync();
        await PostedAsync(Operations.TopUp(Target.Account(account), 20_000));
        var operation = Operations.Debit(Target.Account(account), 21_501);

        var receipt = await PostAsync(operation);

        await ReceiptAsync(Ledger.Connection, operation, receipt, account, Holds(principal: 20_000, bonus: 1_500), [],
            Outcome.InsufficientFunds, new Refusal { Needed = 21_501, Available = 21_500 });
    }

    [Fact]
    public async Task A_partial_debit_takes_what_is_there()
    {
        var account = await OpenAsync();
        var topUp = Operations.TopUp(Target.Account(account), 20_000);
        await PostedAsync(topUp);
        var operation = Operations.Debit(Target.Account(account), 30_000, allowPartial: true);

        var receipt = await PostAsync(operation);

        await ReceiptAsync(Ledger.Connection, operation, receipt, account, Holds(),
            [
                Give(account, SystemAccount.Sales, Asset.Bonus, 1_500, BonusLot(topUp)),
                Give(account, SystemAccount.Sales, Asset.Principal, 20_000),
            ],
            Outcome.PostedInPart);
    }

    [Fact]
    public async Task A_partial_debit_that_can_be_full_is_full_and_one_of_nothing_is_refused()
    {
        var account = await OpenAsync();
        await PostedAsync(Operations.TopUp(Target.Account(account), 100));

        var full = await PostAsync(Operations.Debit(Target.Account(account), 100, allowPartial: true));
        Assert.Equal(Outcome.Posted, full.Outcome);

        var nothing = Operations.Debit(Target.Account(account), 100, allowPartial: true);
        await ReceiptAsync(Ledger.Connection, nothing, await PostAsync(nothing), account, Holds(), [],
            Outcome.InsufficientFunds, new Refusal { Needed = 100, Available = 0 });
    }
}
