using System.Globalization;
using System.Text;
using Ledger.Client.Outbox;
using Ledger.V1;

namespace Ledger.Client;

/// <summary>What became of an operation that was sent again.</summary>
/// <param name="Operation">The operation as it was sent.</param>
/// <param name="Result">What the ledger said.</param>
/// <param name="AcceptedOffline">The till had accepted it without an answer: the sale took place.</param>
/// <param name="SpentMinor">What the till took in points and stored value when it accepted it, in minor units, from 0.</param>
public sealed record ResentOperation(Operation Operation, PostingResult Result, bool AcceptedOffline, long SpentMinor)
{
    /// <summary>The sale took place and the ledger says no. It is told each time until <see cref="TerminalOutbox.MarkAnsweredAsync"/> notes
    /// that
    /// somebody has seen to it. A key outside the server's window is no such no: what is too early comes again, and what is too old may
    /// have been posted in time (<see cref="ILedgerClient.GetOutcomeAsync"/>).</summary>
    public bool IsConflict => AcceptedOffline && Result switch
    {
        PostingResult.Refused or PostingResult.NotFound => true,
        PostingResult.Invalid invalid => OutboxVerdict.IsAnswer(invalid.Problem),
        _ => false,
    };

    /// <summary>What the shop has not been paid because of the conflict, in minor units; 0 when there is none. A top-up or points that were
    /// refused cost the shop nothing; there the member is owed what was promised.</summary>
    public long LostMinor => IsConflict ? SpentMinor : 0;

    /// <summary>What can be done about it, under a new key.</summary>
    public Remedy Remedy => Result switch
    {
        PostingResult.Refused refused => refused.Remedy,
        PostingResult.NotFound => Remedy.AnotherChoice,
        _ => Remedy.None,
    };

    // An operation carries the card's token, which must not end in a log by way of ToString.
    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append(CultureInfo.InvariantCulture,
            $"TerminalSeq = {Operation.TerminalSeq}, AcceptedOffline = {AcceptedOffline}, SpentMinor = {SpentMinor}, Result = {Result}");
        return true;
    }
}
