using Ledger.Rules.Program;
using Ledger.Rules.Rows;
using Ledger.Server.Programs;

namespace Ledger.Server.Audit;

/// <summary>The versions of programs that the database has, to ask what a row was decided by.</summary>
internal sealed class DecidedRules
{
    private readonly Dictionary<(short Program, int Version), ProgramRules?> _versions = [];

    public void Add(short program, int version, string document) => _versions[(program, version)] = Read(document);

    public void Add(ProgramRules rules) => _versions[(rules.Program, rules.Version)] = rules;

    public bool Has(in JournalRow row) => _versions.ContainsKey((row.Program, row.RuleVersion));

    /// <summary>What decided the row; null: the version is not there, or its document is of a kind that is not read any more.</summary>
    public ProgramRules? Of(in JournalRow row) => _versions.GetValueOrDefault((row.Program, row.RuleVersion));

    private static ProgramRules? Read(string document)
    {
        try
        {
            return ProgramDocument.Parse("program", document).Rules;
        }
        catch (ProgramDocumentException)
        {
            return null;
        }
    }
}
