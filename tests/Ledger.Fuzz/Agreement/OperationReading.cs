using System.Buffers;
using Google.Protobuf;
using Grpc.Core;
using Ledger.Fuzz.Known;
using Ledger.Rules.Asked;
using Ledger.Server.Basics;
using Ledger.Server.Intake;

namespace Ledger.Fuzz.Agreement;

/// <summary>
/// The fast reader against the generated parser and the reader that knows the whole contract: whatever the fast one takes the long way
/// takes and makes the same operation of; and what is plain, well encoded and right, the fast one takes.
/// </summary>
internal sealed class OperationReading(KnownLedger ledger)
{
    private static readonly System.Reflection.PropertyInfo[] _properties = typeof(Operation).GetProperties();

    /// <summary>Messages that the fast reader read, and those that the parser refused.</summary>
    public int Read { get; private set; }

    public int Refused { get; private set; }

    /// <summary>What differs; null: nothing.</summary>
    public string? Difference(byte[] bytes)
    {
        var plain = ledger.Plain.TryRead(new ReadOnlySequence<byte>(bytes));
        if (!SameOperation(plain, ledger.Plain.TryRead(Segments.Of(bytes)))) return "The fast reader reads it otherwise in pieces.";
        if (plain is not null) Read++;
        var message = TryParse(bytes);
        if (message is null) Refused++;
        if (message is null) return plain is null ? WholeDifference(bytes) : "The fast reader takes what the parser refuses.";

        var operation = LongWay(message);
        if (plain is not null && !SameOperation(plain, operation)) return "The fast reader makes another operation of it.";
        var isPlain = operation is not null && IsPlain(message) && message.ToByteArray().AsSpan().SequenceEqual(bytes);
        return isPlain && plain is null ? "The fast reader refuses what is plain." : null;
    }

    /// <summary>The operation the long way reads; null: it has a problem with it.</summary>
    public Operation? LongWay(V1.Operation message)
    {
        var reading = ledger.Reader.ReadAsync(message, Caller.Own, default);
        return reading.IsCompletedSuccessfully ? reading.Result.Operation : reading.AsTask().GetAwaiter().GetResult().Operation;
    }

    public static bool SameOperation(Operation? one, Operation? other)
    {
        if (one is null || other is null) return one is null && other is null;
        foreach (var property in _properties)
            if (!Equals(property.GetValue(one), property.GetValue(other))) return false;
        return true;
    }

    // The call as a whole: what is no message is told as the caller's mistake. Exceptions are slow, so only of some.
    private string? WholeDifference(byte[] bytes)
    {
        if (bytes.Length % 8 != 0) return null;
        try
        {
            Sent.Read(ledger.Plain, new ReadOnlySequence<byte>(bytes), bytes.Length);
            return "A call is read from what the parser refuses.";
        }
        catch (RpcException refused) when (refused.StatusCode == StatusCode.InvalidArgument)
        {
            return null;
        }
    }

    private static bool IsPlain(V1.Operation message) =>
        message.TargetCase == V1.Operation.TargetOneofCase.Account && message.Reference.Length == 0 && message.Pin.Length == 0
        && (message.KindCase == V1.Operation.KindOneofCase.Debit
            || (message.KindCase == V1.Operation.KindOneofCase.Accrue
                && message.Accrue.BasisCase == V1.Accrue.BasisOneofCase.PurchaseMinor))
        // A field that nobody knows makes it longer than what is known of it.
        && Known(message).CalculateSize() == message.CalculateSize();

    private static V1.Operation Known(V1.Operation message)
    {
        var known = new V1.Operation
        {
            Key = message.Key, Account = message.Account, Store = message.Store, Terminal = message.Terminal, Operator = message.Operator,
            TerminalSeq = message.TerminalSeq,
            BusinessTime = new() { Seconds = message.BusinessTime.Seconds, Nanos = message.BusinessTime.Nanos },
        };
        if (message.Debit is { } debit) known.Debit = new V1.Debit { AmountMinor = debit.AmountMinor, AllowPartial = debit.AllowPartial };
        else known.Accrue = new V1.Accrue { PurchaseMinor = message.Accrue.PurchaseMinor };
        return known;
    }

    private static V1.Operation? TryParse(byte[] bytes)
    {
        try
        {
            return V1.Operation.Parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }
}
