namespace Ledger.Server.Authority.Policy;

/// <summary>What is done; the numbers are those of the contract and of the table of grants.</summary>
public enum Role : short
{
    None = 0,
    /// <summary>Serves members at a till.</summary>
    Cashier = 1,
    /// <summary>Answers for a store.</summary>
    Manager = 2,
    /// <summary>Corrects and reports for a program.</summary>
    Finance = 3,
    /// <summary>Reads.</summary>
    Auditor = 4,
    /// <summary>Changes callers, roles and policy, and posts nothing.</summary>
    Admin = 5,
}

/// <summary>The roles, and what they are called in documents.</summary>
internal static class Roles
{
    /// <summary>All of them, by their names.</summary>
    public static readonly IReadOnlyDictionary<string, Role> Named = Enum.GetValues<Role>().Where(role => role != Role.None)
        .ToDictionary(role => role.ToString().ToLowerInvariant());

    /// <summary>One more than the highest number.</summary>
    public const int Count = 6;

    /// <summary>It has to do with postings, so it is apart from <see cref="Role.Admin"/>.</summary>
    public static bool Posts(this Role role) => role is Role.Cashier or Role.Manager or Role.Finance;
}
