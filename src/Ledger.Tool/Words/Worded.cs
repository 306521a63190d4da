using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Ledger.Tool.Words;

/// <summary>Reads a word.</summary>
/// <returns>False: it is none.</returns>
internal delegate bool Reads<T>(string word, out T value);

/// <summary>Options and arguments that say, of a word they cannot read, what they want instead.</summary>
internal static class Worded
{
    /// <summary>An option with a whole number; null: it is not given.</summary>
    public static Option<long?> Whole(string name, string description, long least = 1, long most = int.MaxValue, bool required = false) =>
        new(name)
    {
        HelpName = "N", Description = description, Required = required,
        CustomParser = result => Number(result, name, least, most),
    };

    /// <summary>An argument with a whole number.</summary>
    public static Argument<long?> WholeArgument(string name, string description, bool required) => new(name)
    {
        Description = description, Arity = required ? ArgumentArity.ExactlyOne : ArgumentArity.ZeroOrOne,
        CustomParser = result => result.Tokens.Count == 0 ? null : Number(result, name, 1, int.MaxValue),
    };

    /// <summary>An option whose word is read.</summary>
    /// <param name="name">With its two hyphens.</param>
    /// <param name="helpName">What stands for the word in --help.</param>
    /// <param name="description">What it is, for --help.</param>
    /// <param name="read">Reads it.</param>
    /// <param name="wanted">What it should be, for whoever typed something else.</param>
    /// <param name="required">It has to be given.</param>
    public static Option<T?> Of<T>(
        string name, string helpName, string description, Reads<T> read, string wanted, bool required = false) => new(name)
        {
            HelpName = helpName, Description = description, Required = required,
            CustomParser = result => Read(result, name, read, wanted),
        };

    /// <summary>An argument whose word is read.</summary>
    public static Argument<T?> Argument<T>(string name, string description, Reads<T> read, string wanted) => new(name)
    {
        Description = description, Arity = ArgumentArity.ExactlyOne, CustomParser = result => Read(result, name, read, wanted),
    };

    /// <summary>An option that can be given several times.</summary>
    public static Option<List<T>> Several<T>(
        string name, string helpName, string description, Reads<T> read, string wanted, bool required = false) => new(name)
        {
            HelpName = helpName, Description = description, Required = required, Arity = ArgumentArity.OneOrMore,
            DefaultValueFactory = _ => [],
            CustomParser = result =>
            {
                var values = new List<T>();
                foreach (var token in result.Tokens)
                    if (read(token.Value, out var value)) values.Add(value);
                    else result.AddError($"{name}: \"{token.Value}\" is not {wanted}.");
                return values;
            },
        };

    /// <summary>An argument that is one of the contract's words.</summary>
    public static Argument<TEnum?> OneOfArgument<TEnum>(string name, string description)
        where TEnum : struct, Enum
    {
        var words = EnumWords.All<TEnum>();
        var argument = new Argument<TEnum?>(name)
        {
            HelpName = name, Arity = ArgumentArity.ExactlyOne, Description = $"{description} {string.Join(", ", words)}.",
            CustomParser = result => Read<TEnum>(result, name, EnumWords.TryRead, $"one of {string.Join(", ", words)}"),
        };
        // By themselves they are the names of this program.
        argument.CompletionSources.Clear();
        argument.CompletionSources.Add(_ => words.Select(word => new CompletionItem(word)));
        return argument;
    }

    /// <summary>An option that is one of the contract's words.</summary>
    public static Option<TEnum?> OneOf<TEnum>(string name, string description, bool required)
        where TEnum : struct, Enum
    {
        var words = EnumWords.All<TEnum>();
        var option = new Option<TEnum?>(name)
        {
            HelpName = string.Join('|', words), Description = description, Required = required,
            CustomParser = result => Read<TEnum>(result, name, EnumWords.TryRead, $"one of {string.Join(", ", words)}"),
        };
        option.CompletionSources.Clear();
        option.CompletionSources.Add(_ => words.Select(word => new CompletionItem(word)));
        return option;
    }

    /// <summary>A text; null: it is not given.</summary>
    public static Option<string?> Text(string name, string helpName, string description, bool required = false) =>
        new(name) { HelpName = helpName, Description = description, Required = required };

    private static T? Read<T>(ArgumentResult result, string name, Reads<T> read, string wanted)
    {
        var word = result.Tokens[^1].Value;
        if (read(word, out var value)) return value;
        result.AddError($"{name}: \"{word}\" is not {wanted}.");
        return default;
    }

    private static long? Number(ArgumentResult result, string name, long least, long most)
    {
        var word = result.Tokens[^1].Value;
        if (long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
            return number;
        result.AddError($"{name}: \"{word}\" is not a whole number from {least} to {most}.");
        return null;
    }
}
