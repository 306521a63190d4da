using System.Globalization;

namespace Ledger.Rules.Program;

/// <summary>Something other than a purchase that gives fixed points: sign-in, share, referral.</summary>
public sealed record AccrualAction(string Code, long Points);
