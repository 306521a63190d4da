using Grpc.Core;
using Ledger.V1;

namespace Ledger.Echo;

/// <summary>
/// The write call of the contract with nothing behind it: an operation in, a receipt of the same shape as the ledger's out. What the gRPC
/// library and the messages cost, and no more.
/// </summary>
internal sealed class PostingService : Posting.PostingBase
{
    private long _sequence;

    public override Task<Receipt> Post(Operation request, ServerCallContext context)
    {
        var accrues = request.KindCase == Operation.KindOneofCase.Accrue;
        var amount = accrues ? request.Accrue.PurchaseMinor / 1000 : request.Debit.AmountMinor;
        var member = new Side { Account = request.Account };
        var system = new Side { System = accrues ? SystemAccount.PointsIssued : SystemAccount.Sales };
        return Task.FromResult(new Receipt
        {
            Key = request.Key, Outcome = Outcome.Posted, Account = request.Account, Partition = 1,
            Sequence = Interlocked.Increment(ref _sequence), Program = 1, RuleVersion = 1, BusinessDate = 20_261_129,
            PostedAt = request.BusinessTime, Balances = new Holdings { Points = amount, PrincipalMinor = amount },
            Transfers =
            {
                new Transfer
                {
                    Debit = accrues ? system : member, Credit = accrues ? member : system, Amount = amount,
                    Asset = accrues ? Asset.Points : Asset.Principal, Lot = accrues ? 20_271_231 : 0,
                },
            },
        });
    }
}
