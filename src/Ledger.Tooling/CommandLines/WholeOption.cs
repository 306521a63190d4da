using System.CommandLine;
using System.Globalization;

namespace Ledger.Tooling.CommandLines;

/// <summary>An option with a whole number; its value is null when it is not given.</summary>
public sealed class WholeOption : Option<long?>
{
    /// <param name="name">With its two hyphens.</param>
    /// <param name="least">The smallest number that is accepted.</param>
    /// <param name="most">The largest.</param>
    /// <param name="description">What it is, for --help.</param>
    public WholeOption(string name, long least, long most, string description)
        : base(name)
    {
        (HelpName, Description) = ("N", description);
        CustomParser = result =>
        {
            var word = result.Tokens[^1].Value;
            if (long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
                return number;
            result.AddError($"{name}: \"{word}\" is not a whole number from {least} to {most}.");
            return null;
        };
    }
}
