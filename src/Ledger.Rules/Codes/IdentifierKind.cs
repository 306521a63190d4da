using Ledger.Rules.State;

namespace Ledger.Rules.Codes;

/// <summary>What a member can be found by, beside the account's number.</summary>
public enum IdentifierKind : short
{
    None = 0,
    Card = 1,
    MemberNumber = 2,
    Mobile = 3,
    Document = 4,
}
