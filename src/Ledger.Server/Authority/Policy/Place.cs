using Ledger.Server.Programs;

namespace Ledger.Server.Authority.Policy;

/// <summary>
/// A part of the ledger: a terminal, a store, a branch, a program, or all of it. What is smaller than its level says is 0 or empty, and
/// what is larger is known of it: a store's branch and program are those it has now.
/// </summary>
internal readonly record struct Place(Reach Level, short Program = 0, string Branch = "", int Store = 0, int Terminal = 0)
{
    /// <summary>All of it.</summary>
    public static readonly Place Ledger = new(Reach.Ledger);

    /// <summary>All stores of a program.</summary>
    public static Place OfProgram(short program) => new(Reach.Program, program);

    /// <summary>The stores of a program that name a branch.</summary>
    public static Place OfBranch(short program, string branch) => new(Reach.Branch, program, branch);

    /// <summary>A store, or a terminal of it. One that is not known lies nowhere but in the ledger.</summary>
    /// <param name="terminal">0: the store as a whole.</param>
    public static Place OfStore(ProgramBook programs, int store, int terminal = 0) =>
        programs.TryGetStore(store, out var known) ? OfStore(known, terminal)
            : new Place(terminal == 0 ? Reach.Store : Reach.Terminal, 0, "", store, terminal);

    /// <inheritdoc cref="OfStore(ProgramBook, int, int)"/>
    public static Place OfStore(Store store, int terminal = 0) =>
        new(terminal == 0 ? Reach.Store : Reach.Terminal, store.Program, store.Branch, store.Number, terminal);

    /// <summary>True when the whole of the other one lies in this one.</summary>
    public bool Contains(in Place other) => other.Level <= Level && Level switch
    {
        Reach.Ledger => true,
        Reach.Program => other.Program == Program,
        Reach.Branch => other.Program == Program && other.Branch == Branch,
        Reach.Store => other.Store == Store,
        Reach.Terminal => other.Store == Store && other.Terminal == Terminal,
        _ => false,
    };

    /// <summary>What lies in both: the smaller one; null: nothing does.</summary>
    public Place? Within(in Place other) => Contains(other) ? other : other.Contains(this) ? this : null;

    /// <summary>
    /// The part around this one that is as large as <paramref name="reach"/>; itself, when it is larger already. A store that names no branch
    /// is one by itself.
    /// </summary>
    public Place Widened(Reach reach) => reach <= Level || Level == Reach.None ? this : reach switch
    {
        Reach.Store => new Place(Reach.Store, Program, Branch, Store),
        Reach.Branch => Branch.Length > 0 ? OfBranch(Program, Branch) : new Place(Reach.Store, Program, Branch, Store),
        Reach.Program => OfProgram(Program),
        _ => Ledger,
    };

    /// <inheritdoc/>
    public override string ToString() => Level switch
    {
        Reach.Ledger => "the ledger",
        Reach.Program => $"program {Program}",
        Reach.Branch => $"branch {Branch} of program {Program}",
        Reach.Store => $"store {Store}",
        Reach.Terminal => $"store {Store}, terminal {Terminal}",
        _ => "nowhere",
    };
}
