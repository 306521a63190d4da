using Google.Protobuf.Collections;
using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Program;

namespace Ledger.Server.Intake.Checking;

/// <summary>
/// What the <c>oneof kind</c> of an operation says, checked field by field, and the path of its amount for messages. What has to be looked
/// up or hashed is still as it came.
/// </summary>
public readonly record struct KindFields(
    OperationKind Kind, long Asked = 0, Asset Asset = Asset.None, bool AllowPartial = false, string? Note = null, string? NewCard = null,
    string AmountField = "")
{
    /// <summary>The code of the new card's type; empty: not stated.</summary>
    public string CardType { get; init; } = "";
    public Guid? Original { get; init; }
    /// <summary>Without identifiers and PINs.</summary>
    public OperationTerms? Terms { get; init; }
    /// <summary>What the account is to be found by.</summary>
    public RepeatedField<V1.Identifier>? Identifiers { get; init; }
    /// <summary>SetPin: the new one.</summary>
    public string? NewPin { get; init; }
}
