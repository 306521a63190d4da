using Ledger.Client;
using Ledger.V1;

namespace Ledger.Till;

/// <summary>
/// A night at a hotel: a deposit is set aside, part of it is taken as the bill, and the rest is free again. What is set aside stays the
/// member's, but cannot be spent.
/// </summary>
internal sealed class Stay(ILedgerClient ledger, Target card, Screen screen, Expectations expect)
{
    private const long DepositMinor = 20_000;
    private const long BillMinor = 14_500;
    private const int Minutes = 24 * 60;

    public async Task RunAsync()
    {
        var before = await BalancesAsync();
        var hold = await CheckInAsync(before);
        await PayBillAsync(before, hold);
        await LeaveAsync(before, hold);
        await AfterwardsAsync(hold);
    }

    private async Task<Guid> CheckInAsync(Balances before)
    {
        screen.Step($"A night at the hotel: set {Money.Show(DepositMinor)} aside for one day");
        var receipt = Answers.MustBePosted(
            await ledger.PlaceHoldAsync(card, DepositMinor, Minutes, new OperationDetails { Reference = "room 12" }));
        screen.Say($"held until {receipt.HoldExpiresAt.ToDateTimeOffset():yyyy-MM-dd HH:mm} UTC unless it is captured or released before");
        var after = await BalancesAsync();
        expect.EqualMoney(StoredIn(before.Holdings), StoredIn(after.Holdings), "stored value is still the member's");
        expect.EqualMoney(StoredIn(before.Spendable) - DepositMinor, StoredIn(after.Spendable), "of which can be spent");
        return OperationKey.FromByteString(receipt.Key);
    }

    private async Task PayBillAsync(Balances before, Guid hold)
    {
        screen.Step($"The bill comes to {Money.Show(BillMinor)}: capture it from the hold");
        var receipt = Answers.MustBePosted(
            await ledger.CaptureHoldAsync(card, hold, BillMinor, details: new OperationDetails { Reference = "room 12" }));
        expect.EqualMoney(DepositMinor - BillMinor, receipt.HoldLeftMinor, "left of the hold");
        expect.EqualMoney(StoredIn(before.Holdings) - BillMinor, StoredIn(receipt.Balances), "stored value left");
    }

    private async Task LeaveAsync(Balances before, Guid hold)
    {
        screen.Step("The guest leaves: release what is left of the hold");
        Answers.MustBePosted(await ledger.ReleaseHoldAsync(card, hold, new OperationDetails { Reference = "room 12" }));
        var after = await BalancesAsync();
        expect.EqualMoney(StoredIn(before.Spendable) - BillMinor, StoredIn(after.Spendable), "can be spent again");
        expect.Equal(0, after.Holds.Count, "open holds");
    }

    private async Task AfterwardsAsync(Guid hold)
    {
        screen.Step("The minibar is found empty too late: capture from the released hold");
        if (await ledger.CaptureHoldAsync(card, hold) is PostingResult.Refused refused)
            expect.Equal(Outcome.HoldReleased, refused.Outcome, "refused");
        else
            expect.Fail("it was not refused");
    }

    private async Task<Balances> BalancesAsync() =>
        await ledger.GetBalancesAsync(card) ?? throw new VisitEndedException("The ledger does not know the card.");

    private static long StoredIn(Holdings holdings) => holdings.PrincipalMinor + holdings.BonusMinor;
}
