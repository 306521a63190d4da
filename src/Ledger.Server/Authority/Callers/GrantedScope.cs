using Ledger.Server.Authority.Policy;
using Ledger.Server.Contract;
using Ledger.Server.Programs;

namespace Ledger.Server.Authority.Callers;

/// <summary>Where a role is to be held, as the table has it: what the level does not need is null there.</summary>
internal sealed record GrantedScope(Reach Level, short Program = 0, string Branch = "", int Store = 0)
{
    /// <summary>The parameters of the texts about grants.</summary>
    /// <param name="callers">0: it is an operator's.</param>
    /// <param name="number">The operator's number; 0: it is a caller's.</param>
    public object With(Role role, bool vouched, int[] callers, int number = 0) => new
    {
        callers, caller = callers[0], @operator = number, role = (short)role, scope = (short)Level, vouched,
        program = Program > 0 ? Program : (short?)null, branch = Branch.Length > 0 ? Branch : null, store = Store > 0 ? Store : (int?)null,
    };

    /// <summary>The part of the ledger that is meant.</summary>
    /// <param name="own">Where the caller is.</param>
    public Place At(ProgramBook programs, Place own) => Level switch
    {
        Reach.Terminal => own,
        Reach.Store => Place.OfStore(programs, Store),
        Reach.Branch => Place.OfBranch(Program, Branch),
        Reach.Program => Place.OfProgram(Program),
        _ => Place.Ledger,
    };

    /// <summary>Notes that there is no such part.</summary>
    public void RequireThere(string field, ProgramBook programs, Violations check)
    {
        var isThere = Level switch
        {
            Reach.Store => programs.TryGetStore(Store, out _),
            Reach.Branch => programs.Stores.Any(store => store.Program == Program && store.Branch == Branch),
            Reach.Program => programs.Has(Program),
            _ => true,
        };
        if (!isThere) check.Add(field, "is no part of this ledger", "UNKNOWN_PLACE");
    }

    /// <summary>As people read it.</summary>
    public string Told => Level == Reach.Terminal ? "its own place" : new Place(Level, Program, Branch, Store).ToString();
}
