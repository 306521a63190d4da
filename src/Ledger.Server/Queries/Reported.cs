using Ledger.Server.Authority.Policy;

namespace Ledger.Server.Queries;

/// <summary>What a report over many accounts is about.</summary>
internal static class Reported
{
    /// <param name="program">As it was asked for; 0: all of them.</param>
    public static Place Place(int program) =>
        program == 0 ? Authority.Policy.Place.Ledger : Authority.Policy.Place.OfProgram((short)program);
}
