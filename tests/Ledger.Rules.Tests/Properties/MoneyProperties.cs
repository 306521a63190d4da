using System.Globalization;
using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Program;
using Ledger.Rules.Rows;
using Ledger.Rules.Tests.Model;
using Ledger.Rules.Tests.Simulation;

namespace Ledger.Rules.Tests.Properties;

/// <summary>Two members who do whatever there is to do with money, and what they have of it in the end.</summary>
public sealed class MoneyProperties
{
    private static readonly DateTime _noon = new(2026, 8, 18, 4, 0, 0, DateTimeKind.Utc);

    [Theory]
    [InlineData(SpentBonus.Net)]
    [InlineData(SpentBonus.Refuse)]
    public void Nobody_gets_more_money_and_goods_than_was_paid_and_given(SpentBonus policy) => Cases.Hold(Lives.Seed, 1000, seed =>
    {
        var random = new Random(seed);
        var rules = Sensible(random, policy);
        var (work, told) = (new RulesAtWork((_, _) => rules), new List<string>());
        var count = 0;

        JournalRow[] Post(OperationKind kind, long account, long asked = 0, Guid? original = null, OperationTerms? terms = null)
        {
            var operation = Sendings.Copy(new Operation
            {
                Key = new Guid(++count, 0, 0x7000, 0x80, 0, 0, 0, 0, 0, 0, 0), Kind = kind, Account = account, AccountStated = true,
                Store = 1, Program = 1, Terminal = 7, BusinessTime = _noon, BusinessDate = DateOnly.FromDateTime(_noon), Asked = asked,
                Asset = kind == OperationKind.Transfer ? Asset.Principal : Asset.None, Terms = terms, Original = original,
            });
            work.Post(new Sending(operation), _noon);
            var rows = work.RowsOf(operation.Key);
            var of = original is { } key ? $" of {work.RowsOf(key)[0].Kind} {work.RowsOf(key)[0].Asked}" : "";
            told.Add(string.Create(CultureInfo.InvariantCulture, $"{account}: {kind} {asked}{of} {rows[0].Outcome} "
                + $"-> {rows[^1].PrincipalAfter} + {rows[^1].BonusAfter}"));
            return rows;
        }

        Post(OperationKind.OpenAccount, 1);
        Post(OperationKind.OpenAccount, 2);
        List<JournalRow> done = [];
        for (var left = random.Next(4, random.Next(10) == 0 ? 120 : 40); left > 0; left--)
        {
            var account = random.Next(3) == 0 ? 2 : 1;
            var state = work.Accounts[account];
            var there = state.Principal + state.Bonus;
            var returned = done.Where(row => row.Account == account).OrderBy(_ => random.Next()).FirstOrDefault();
            JournalRow[] rows;
            switch (random.Next(10))
            {
                case < 2:
                    rows = Post(OperationKind.TopUp, account, rules.BonusSteps.Length == 0 || random.Next(3) == 0 ? random.Next(1, 1500)
                        : rules.BonusSteps[random.Next(rules.BonusSteps.Length)].FromMinor + random.Next(3));
                    break;
                case < 5:
                    rows = Post(OperationKind.Debit, account, Math.Max(1, random.Next(3) switch
                    {
                        0 => there, 1 => state.Bonus, _ => random.NextInt64(0, there + 1),
                    }));
                    break;
                case < 7 when returned.Key != default:
                    if (returned.Kind is not (OperationKind.Debit or OperationKind.TopUp)) continue;
                    rows = Post(OperationKind.Refund, account, random.Next(2) * random.NextInt64(0, returned.Asked + 1), returned.Key,
                        new RefundTerms([]));
                    break;
                case 7 when returned.Key != default:
                    rows = Post(OperationKind.Reverse, account, original: returned.Key);
                    break;
                case 8:
                    rows = Post(OperationKind.CashOut, account);
                    break;
                default:
                    rows = Post(OperationKind.Transfer, account, random.NextInt64(1, state.Principal + 2),
                        terms: new OtherAccountTerms(3 - account));
                    if (rows[0].Outcome.IsPosted()) Post(OperationKind.Arrive, 3 - account, original: rows[0].Key);
                    continue;
            }
            if (rows[0].Outcome.IsPosted() && rows[0].Kind != OperationKind.Reverse) done.Add(rows[0]);
        }
        Post(OperationKind.CashOut, 1);
        Post(OperationKind.CashOut, 2);

        long Sum(params SystemAccount[] others) => work.Journal.Where(row => others.Contains(row.Counter)).Sum(row => row.Amount);
        var (stays, goods) = (Sum(SystemAccount.Tender, SystemAccount.CashOut), -Sum(SystemAccount.Sales));
        // Where nothing is paid out while bonus is spent, principal that is left is goods not taken yet.
        var given = rules.BonusSteps.Length == 0 ? 0 : rules.BonusSteps.Max(step => stays * step.BonusMinor / step.FromMinor);
        Assert.True(stays >= 0 && goods <= stays + given, $"{stays} stays, goods of {goods}\n{string.Join("\n", told)}");
    });

    // No step gives as much as it asks for, and a higher one more: what stays has earned no more than the best share of it.
    private static ProgramRules Sensible(Random random, SpentBonus policy)
    {
        var rules = Lives.Generous(random);
        BonusStep[] steps =
            [.. Enumerable.Range(1, random.Next(0, 4)).Select(step => new BonusStep(step * 300, step * 300 / random.Next(3, 12)))];
        return rules with
        {
            BonusSteps = [.. steps.Where((step, at) => steps.Take(at).All(before => before.BonusMinor < step.BonusMinor))],
            Returns = rules.Returns with { SpentBonus = policy }, Tiers = [], ValueTransferable = true,
        };
    }
}
