using Grpc.Core;
using Ledger.Rules.State;

namespace Ledger.Server.Queries;

/// <summary>Whom a question is about; without card and identifier by the account's number.</summary>
public readonly record struct AccountTarget(long Account, string? Card, V1.IdentifierInProgram? Identifier)
{
    public static AccountTarget Of(V1.GetBalancesRequest request) =>
        new(request.Account, request.TargetCase == V1.GetBalancesRequest.TargetOneofCase.Card ? request.Card : null, request.Identifier);

    public static AccountTarget Of(V1.GetStatementRequest request) =>
        new(request.Account, request.TargetCase == V1.GetStatementRequest.TargetOneofCase.Card ? request.Card : null, request.Identifier);

    public static AccountTarget Of(V1.GetExpiringRequest request) =>
        new(request.Account, request.TargetCase == V1.GetExpiringRequest.TargetOneofCase.Card ? request.Card : null, request.Identifier);
}
