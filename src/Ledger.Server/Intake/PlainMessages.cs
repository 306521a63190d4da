using Google.Protobuf.WellKnownTypes;
using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Server.Contract;

namespace Ledger.Server.Intake;

/// <summary>
/// The message that a plain operation was read from, made again where it is to be sent on: <see cref="PlainReader"/> keeps no message, and
/// few operations go anywhere else.
/// </summary>
internal static class PlainMessages
{
    public static V1.Operation Of(Operation plain)
    {
        var message = new V1.Operation
        {
            Key = Receipts.KeyBytes(plain.Key),
            Account = plain.Account,
            Store = plain.Store,
            Terminal = plain.Terminal,
            Operator = plain.Operator,
            TerminalSeq = plain.TerminalSeq,
            BusinessTime = Timestamp.FromDateTime(plain.BusinessTime),
        };
        if (plain.Kind == OperationKind.Accrue) message.Accrue = new V1.Accrue { PurchaseMinor = plain.Asked };
        else message.Debit = new V1.Debit { AmountMinor = plain.Asked, AllowPartial = plain.AllowPartial };
        return message;
    }
}
