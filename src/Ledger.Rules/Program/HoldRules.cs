using System.Globalization;

namespace Ledger.Rules.Program;

/// <summary>How long and how many holds an account can have.</summary>
public sealed record HoldRules(int MinutesMax, int CountMax);
