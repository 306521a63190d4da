using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Ledger.Server.Authority.Policy;
using Ledger.Server.Contract;

namespace Ledger.Server.Authority.Callers;

/// <summary>Callers, grants and changes in the words of the contract, and back.</summary>
internal static class CallerWords
{
    private const int LongestName = 64;

    public static V1.CallerFacts Facts(KnownCaller caller)
    {
        var facts = new V1.CallerFacts
        {
            Caller = caller.Number, Kind = (V1.CallerKind)caller.Kind, Name = caller.Name, Store = caller.Store, Terminal = caller.Terminal,
            RevokedAt = Moment(caller.RevokedAt),
        };
        facts.Grants.AddRange(caller.Grants.Select(Grant));
        facts.Credentials.AddRange(caller.Credentials.Select(credential => new V1.CredentialFacts
        {
            Key = UnsafeByteOperations.UnsafeWrap(credential.Key), Serial = credential.Serial,
            NotAfter = Timestamp.FromDateTime(credential.NotAfter), RevokedAt = Moment(credential.RevokedAt),
        }));
        return facts;
    }

    public static V1.OperatorFacts Facts(KnownPerson person)
    {
        var facts = new V1.OperatorFacts
        {
            Operator = person.Operator, Name = person.Name,
            SecretSetAt = Moment(person.SecretSetAt), DisabledAt = Moment(person.DisabledAt),
        };
        facts.Grants.AddRange(person.Grants.Select(Grant));
        return facts;
    }

    public static V1.Grant Grant(KnownGrant grant) =>
        new() { Role = (V1.Role)grant.Role, Scope = Scope(grant), Vouched = grant.Vouched };

    public static V1.AuthorityChange Change(long epoch, DateTime at, ChangedBy by, string what) => new()
    {
        Epoch = epoch, At = Timestamp.FromDateTime(at), By = by.Caller ?? 0, ByOperator = by.Operator ?? 0, What = what,
    };

    public static V1.PolicyVersion Policy(HeldPolicy held) =>
        new() { Version = held.Version, ActiveFrom = Timestamp.FromDateTime(held.ActiveFrom), Document = held.Document };

    /// <summary>A role that was sent; notes what is wrong with it.</summary>
    public static Role RoleOf(string field, V1.Role sent, Violations check)
    {
        check.Range(field, (int)sent, 1, (int)Role.Admin);
        return (Role)sent;
    }

    /// <summary>Where a role is to be held; notes what is wrong with it.</summary>
    public static GrantedScope ScopeOf(string field, V1.Scope? sent, Violations check)
    {
        switch (sent?.PartCase)
        {
            case V1.Scope.PartOneofCase.OwnPlace when sent.OwnPlace: return new GrantedScope(Reach.Terminal);
            case V1.Scope.PartOneofCase.Ledger when sent.Ledger: return new GrantedScope(Reach.Ledger);
            case V1.Scope.PartOneofCase.Store:
                check.Range($"{field}.store", sent.Store, 1, int.MaxValue);
                return new GrantedScope(Reach.Store, Store: sent.Store);
            case V1.Scope.PartOneofCase.Program:
                check.Range($"{field}.program", sent.Program, 1, short.MaxValue);
                return new GrantedScope(Reach.Program, (short)sent.Program);
            case V1.Scope.PartOneofCase.Branch:
                check.Range($"{field}.branch.program", sent.Branch.Program, 1, short.MaxValue);
                check.Text($"{field}.branch.branch", sent.Branch.Branch, 1, LongestName);
                return new GrantedScope(Reach.Branch, (short)sent.Branch.Program, sent.Branch.Branch);
            default:
                check.Add(field, "is missing: own_place, store, branch, program or ledger", "REQUIRED");
                return new GrantedScope(Reach.None);
        }
    }

    /// <summary>What people call a caller by.</summary>
    public static void Name(string name, Violations check) => check.Text("name", name, 1, LongestName);

    private static V1.Scope Scope(KnownGrant grant) => grant.Scope.Level switch
    {
        _ when grant.IsOwnPlace => new V1.Scope { OwnPlace = true },
        Reach.Store => new V1.Scope { Store = grant.Scope.Store },
        Reach.Branch => new V1.Scope
        {
            Branch = new V1.BranchOfProgram { Program = grant.Scope.Program, Branch = grant.Scope.Branch },
        },
        Reach.Program => new V1.Scope { Program = grant.Scope.Program },
        _ => new V1.Scope { Ledger = true },
    };

    private static Timestamp? Moment(DateTime? at) => at is { } moment ? Timestamp.FromDateTime(moment) : null;
}
