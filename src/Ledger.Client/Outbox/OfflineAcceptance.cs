using System.Text;
using Ledger.V1;

namespace Ledger.Client;

/// <summary>Whether the till may go on with an operation that has no answer. Closed: switch on the nested records.</summary>
public abstract record OfflineAcceptance
{
    private OfflineAcceptance()
    {
    }

    /// <summary>The till may go on: the operation and its acceptance are on the disk, and <see cref="TerminalOutbox.ResendPendingAsync"/>
    /// sends it.</summary>
    /// <param name="Operation">The operation with its number and key.</param>
    public sealed record Accepted(Operation Operation) : OfflineAcceptance
    {
        // An operation carries the card's token, which must not end in a log by way of ToString.
        /// <inheritdoc/>
        protected override bool PrintMembers(StringBuilder builder)
        {
            builder.Append(System.Globalization.CultureInfo.InvariantCulture, $"TerminalSeq = {Operation.TerminalSeq}");
            return true;
        }
    }

    /// <summary>The till may not. A new operation was not stored; one that was pending is pending as before: send it again, or give it up
    /// with <see cref="TerminalOutbox.ReverseAsync"/>.</summary>
    /// <param name="Limit">Which limit was reached.</param>
    /// <param name="AvailableMinor">Amount, floor and sum: what would have been within the limit, in minor units, from 0; otherwise
    /// null.</param>
    public sealed record Refused(OfflineLimit Limit, long? AvailableMinor = null) : OfflineAcceptance;
}
