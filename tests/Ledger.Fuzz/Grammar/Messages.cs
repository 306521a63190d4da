using CsCheck;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Ledger.Fuzz.Known;

namespace Ledger.Fuzz.Grammar;

/// <summary>
/// Messages of the contract, made after its own description of them: what the contract gains is in the grammar at once. A message is a
/// number of settings one after another; one that sets the same field or oneof again wins, as it would on the wire.
/// </summary>
internal static class Messages
{
    /// <summary>Operations: mostly plain ones, plain ones with something else in them, and any.</summary>
    public static Gen<V1.Operation> Operation { get; } = Gen.Frequency(
        (5, PlainOperation()),
        (4, Gen.Select(PlainOperation(), Settings(V1.Operation.Descriptor).Array[1, 3], Set)),
        (2, Of(V1.Operation.Descriptor).Select(message => (V1.Operation)message)));

    /// <summary>Any message of a type.</summary>
    public static Gen<IMessage> Of(MessageDescriptor type) => type.Fields.InFieldNumberOrder() is { Count: > 0 }
        ? Settings(type).Array[0, 6].Select(settings => Set(type.Parser.ParseFrom([]), settings))
        : Gen.Const(0).Select(_ => type.Parser.ParseFrom([]));

    private static Gen<V1.Operation> PlainOperation() => Gen.Select(
        Values.Key, Values.PlainNumber, Gen.Frequency((20, Gen.Int[1, 2]), (1, Gen.Int[-1, 3])), Values.PlainNumber,
        Gen.Select(Gen.Int[0, 3], Values.PlainNumber, Gen.Bool, Gen.Bool), Values.Time,
        (key, account, store, amount, rest, time) =>
        {
            var (operatorOfTill, terminalSeq, isPartial, isDebit) = rest;
            var operation = new V1.Operation
            {
                Key = key, Account = account, Store = store, Terminal = 7, Operator = operatorOfTill, TerminalSeq = terminalSeq,
                BusinessTime = time,
            };
            if (isDebit) operation.Debit = new V1.Debit { AmountMinor = amount, AllowPartial = isPartial };
            else operation.Accrue = new V1.Accrue { PurchaseMinor = amount };
            return operation;
        });

    private static Gen<Action<IMessage>> Settings(MessageDescriptor type) =>
        Gen.OneOf([.. type.Fields.InFieldNumberOrder().Select(Setting)]);

    private static Gen<Action<IMessage>> Setting(FieldDescriptor field) => field.IsRepeated
        ? Values.Of(field).Array[0, 3].Select(values => (Action<IMessage>)(message => Add(field, message, values)))
        : Values.Of(field).Select(value => (Action<IMessage>)(message => field.Accessor.SetValue(message, value)));

    private static void Add(FieldDescriptor field, IMessage message, object[] values)
    {
        var list = (System.Collections.IList)field.Accessor.GetValue(message);
        foreach (var value in values) list.Add(value);
    }

    private static T Set<T>(T message, Action<IMessage>[] settings) where T : IMessage
    {
        foreach (var set in settings) set(message);
        return message;
    }
}
