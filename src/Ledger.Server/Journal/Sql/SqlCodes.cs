using System.Globalization;
using System.Text.Json;
using Ledger.Rules.Codes;

namespace Ledger.Server.Journal.Sql;

/// <summary>The numbers of the journal's codes, by the names that SQL calls them by: those of the vocabularies in snake case.</summary>
internal static class SqlCodes
{
    private static readonly Dictionary<string, Type> _vocabularies = new()
    {
        ["kind"] = typeof(OperationKind),
        ["outcome"] = typeof(Outcome),
        ["asset"] = typeof(Asset),
        ["counter"] = typeof(SystemAccount),
        ["identifier"] = typeof(IdentifierKind),
    };

    /// <summary>
    /// The number of <paramref name="name"/>, e.g. of the kind <c>come_back</c>. The outcome <c>refused</c> is the first of those that
    /// refuse:
    /// <c>outcome &lt; {outcome.refused}</c> is what <see cref="OutcomeExtensions.IsPosted"/> says.
    /// </summary>
    public static string Of(string vocabulary, string name)
    {
        if ((vocabulary, name) is ("outcome", "refused")) return Number(Outcome.KeyReused);
        if (_vocabularies.TryGetValue(vocabulary, out var codes))
            foreach (var code in Enum.GetValues(codes))
                if (JsonNamingPolicy.SnakeCaseLower.ConvertName(code.ToString()!) == name) return Number(code);
        throw new InvalidOperationException($"The journal has no code {vocabulary}.{name}.");
    }

    private static string Number(object code) => Convert.ToInt16(code, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture);
}
