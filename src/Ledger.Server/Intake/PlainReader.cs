using System.Buffers;
using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Server.Basics;
using Ledger.Server.Programs;
using Ledger.Server.Wire;

namespace Ledger.Server.Intake;

/// <summary>
/// Reads what most traffic consists of straight from its bytes: a debit, or an accrual by purchase, of an account by number, with
/// nothing else filled in. Without the message objects in between a streamed operation leaves 470 bytes less to the garbage collector.
/// Whatever is rarer, unusually encoded or wrong in any way is not for this reader: it answers null, and <see cref="OperationReader"/>,
/// which knows the whole contract and names every mistake, reads the message from its beginning. A test holds the two against each other.
/// </summary>
public sealed class PlainReader(ProgramBook programs, Limits limits, TimeProvider time)
{
    // Each field once, the numbers at their longest.
    private const int LongestPlain = 128;

    // What is sent twice is left to the parser: it knows what protobuf makes of that.
    [Flags]
    private enum Seen
    {
        Key = 1, Account = 2, Store = 4, Terminal = 8, Operator = 16, TerminalSeq = 32, BusinessTime = 64, Kind = 128,
        All = Key | Account | Store | Terminal | BusinessTime | Kind,
    }

    private struct Fields
    {
        public Seen Seen;
        public Guid Key;
        public long Account;
        public long Store;
        public long Terminal;
        public long Operator;
        public long TerminalSeq;
        public long Seconds;
        public long Nanos;
        public OperationKind Kind;
        public long Asked;
        public bool AllowPartial;
    }

    /// <summary>The operation that <paramref name="message"/> is; null: read it the long way.</summary>
    public Operation? TryRead(in ReadOnlySequence<byte> message)
    {
        if (message.Length > LongestPlain) return null;
        Span<byte> copy = stackalloc byte[LongestPlain];
        message.CopyTo(copy);
        var fields = new Fields();
        return TryRead(copy[..(int)message.Length], ref fields) ? Checked(fields) : null;
    }

    // The same conditions as the long way's, which says what is wrong when one does not hold.
    private Operation? Checked(in Fields fields)
    {
        if ((fields.Seen & Seen.All) != Seen.All || !programs.TryGetStore((int)fields.Store, out var store)) return null;
        if (fields.Account is < 1 or > AccountNumber.Largest || fields.Terminal < 1 || fields.Asked < 1 || fields.Asked > limits.AmountMax)
            return null;

        var (now, made) = (time.GetUtcNow().UtcDateTime, UuidV7.TimeOf(fields.Key));
        if (made < now.AddDays(-limits.KeyMaxAgeDays) || made > now.AddMinutes(limits.KeyMaxAheadMinutes)) return null;
        var businessTime = DateTime.UnixEpoch.AddTicks(
            fields.Seconds * TimeSpan.TicksPerSecond + fields.Nanos / 1000 * TimeSpan.TicksPerMicrosecond);
        if ((businessTime - made).Duration() > TimeSpan.FromHours(limits.BusinessTimeMaxDistanceHours)
            || businessTime > now.AddMinutes(limits.KeyMaxAheadMinutes)) return null;

        var asset = fields.Kind == OperationKind.Accrue ? Asset.Principal : Asset.None;
        if (fields.Asked > programs.RulesAt(store.Program, businessTime).LargestFor(fields.Kind, asset)) return null;

        var operation = new Operation
        {
            Key = fields.Key,
            Kind = fields.Kind,
            Account = fields.Account,
            AccountStated = true,
            Store = store.Number,
            Program = store.Program,
            Terminal = (int)fields.Terminal,
            Operator = (int)fields.Operator,
            TerminalSeq = fields.TerminalSeq,
            BusinessTime = businessTime,
            BusinessDate = store.BusinessDateAt(businessTime),
            Asked = fields.Asked,
            Asset = asset,
            AllowPartial = fields.AllowPartial,
        };
        operation.PayloadHash = PayloadHash.Of(operation);
        return operation;
    }

    private static bool TryRead(ReadOnlySpan<byte> message, ref Fields fields)
    {
        var reader = new MessageReader(message);
        while (!reader.IsAtEnd)
        {
            if (!reader.TryTag(out var field, out var isMessage)) return false;
            var isRead = (field, isMessage) switch
            {
                (1, true) => Once(ref fields, Seen.Key) && reader.TryBytes(out var key) && UuidV7.TryRead(key, out fields.Key),
                (2, false) => Once(ref fields, Seen.Account) && reader.TryNumber(long.MaxValue, out fields.Account),
                (4, false) => Once(ref fields, Seen.Store) && reader.TryNumber(int.MaxValue, out fields.Store),
                (5, false) => Once(ref fields, Seen.Terminal) && reader.TryNumber(int.MaxValue, out fields.Terminal),
                (6, false) => Once(ref fields, Seen.Operator) && reader.TryNumber(int.MaxValue, out fields.Operator),
                (7, false) => Once(ref fields, Seen.TerminalSeq) && reader.TryNumber(long.MaxValue, out fields.TerminalSeq),
                (8, true) => Once(ref fields, Seen.BusinessTime) && reader.TryBytes(out var at) && TryTime(at, ref fields),
                (19, true) => Once(ref fields, Seen.Kind) && reader.TryBytes(out var accrue) && TryAccrue(accrue, ref fields),
                (20, true) => Once(ref fields, Seen.Kind) && reader.TryBytes(out var debit) && TryDebit(debit, ref fields),
                _ => false,
            };
            if (!isRead) return false;
        }
        return true;
    }

    private static bool Once(ref Fields fields, Seen field)
    {
        if ((fields.Seen & field) != 0) return false;
        fields.Seen |= field;
        return true;
    }

    private static bool TryTime(ReadOnlySpan<byte> message, ref Fields fields)
    {
        var reader = new MessageReader(message);
        return reader.TryNumberOf(1, 253_402_300_799, out fields.Seconds) && reader.TryNumberOf(2, 999_999_999, out fields.Nanos)
            && reader.IsAtEnd;
    }

    private static bool TryAccrue(ReadOnlySpan<byte> message, ref Fields fields)
    {
        fields.Kind = OperationKind.Accrue;
        var reader = new MessageReader(message);
        return reader.TryNumberOf(1, long.MaxValue, out fields.Asked) && reader.IsAtEnd;
    }

    private static bool TryDebit(ReadOnlySpan<byte> message, ref Fields fields)
    {
        fields.Kind = OperationKind.Debit;
        var reader = new MessageReader(message);
        if (!reader.TryNumberOf(1, long.MaxValue, out fields.Asked) || !reader.TryNumberOf(2, 1, out var partial)) return false;
        fields.AllowPartial = partial != 0;
        return reader.IsAtEnd;
    }
}
