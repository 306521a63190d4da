using Ledger.Rules.Codes;
using Ledger.Server.Contract;
using Case = Ledger.V1.Operation.KindOneofCase;

namespace Ledger.Server.Authority.Policy;

/// <summary>
/// Whatever the policy has a row for: the calls that are served, and the kinds of operations that can be sent, a few of them in two,
/// because what they can do is worth a right of its own.
/// </summary>
internal static class Acts
{
    /// <summary>Accrual of points that the sender states.</summary>
    public const int AccruePoints = 61;
    /// <summary>A PIN that is set without the old one.</summary>
    public const int ResetPin = 62;
    /// <summary>A refund of stored value that was paid in.</summary>
    public const int RefundTopUp = 63;

    private static readonly Dictionary<Case, int> _ofCase = Enum.GetValues<Case>().Where(kind => kind != Case.None)
        .ToDictionary(kind => kind, kind => (int)Enum.Parse<OperationKind>(kind.ToString()));

    /// <summary>Names of kinds, as the contract has them, and their numbers: bits of a mask.</summary>
    public static readonly IReadOnlyDictionary<string, int> Kinds = V1.Operation.Descriptor.Oneofs
        .Single(oneof => oneof.Name == "kind").Fields
        .Select(field => (field.Name, Number: _ofCase[(Case)field.FieldNumber]))
        .Append(("accrue_points", AccruePoints)).Append(("set_pin_reset", ResetPin)).Append(("refund_of_top_up", RefundTopUp))
        .ToDictionary(kind => kind.Item1, kind => kind.Item2);

    private static readonly Dictionary<int, string> _names = Kinds.ToDictionary(kind => kind.Value, kind => kind.Key);

    /// <summary>The calls that are served, by the service's full name.</summary>
    public static readonly IReadOnlyDictionary<string, IReadOnlyList<string>> Calls = ServedContract.Services.ToDictionary(
        service => service.FullName, service => (IReadOnlyList<string>)[.. service.Methods.Select(method => method.Name)]);

    /// <summary>What a kind is called.</summary>
    public static string NameOf(int kind) => _names[kind];

    /// <summary>
    /// The kind of an operation that was sent; of a refund whose original is not known yet, the plain one. 0: none that can be sent.
    /// </summary>
    public static int Of(V1.Operation wire) => wire.KindCase switch
    {
        Case.None => 0,
        Case.Accrue when wire.Accrue.BasisCase == V1.Accrue.BasisOneofCase.Points => AccruePoints,
        Case.SetPin when wire.SetPin.Reset => ResetPin,
        var kind => _ofCase.GetValueOrDefault(kind),
    };
}
