using System.CommandLine;
using System.Globalization;
using System.Reflection;
using Ledger.Server.Basics;

namespace Ledger.Server.Hosting;

/// <summary>The option of one setting, e.g. <c>--queue-max-count</c>; a setting that is true or false needs no value to be true.</summary>
/// <param name="Variable">The environment variable that the option stands in for.</param>
internal sealed record SettingOption(string Variable, Option<string?> Option)
{
    /// <summary>One for each setting and each limit, described by what the source says of it.</summary>
    public static IReadOnlyList<SettingOption> All()
    {
        var (settings, notes) = (new Settings(), SettingNotes.Read());
        return
        [
            .. typeof(Settings).GetProperties()
                .Where(setting => setting.PropertyType != typeof(Limits)).Select(setting => Of(setting, settings)),
            .. typeof(Limits).GetProperties().Select(limit => Of(limit, settings.Limits)),
        ];

        SettingOption Of(PropertyInfo property, object owner)
        {
            var snake = Settings.UpperSnake(property.Name);
            var isFlag = property.PropertyType == typeof(bool);
            var value = Convert.ToString(property.GetValue(owner), CultureInfo.InvariantCulture) ?? "";
            var option = new Option<string?>($"--{snake.Replace('_', '-').ToLowerInvariant()}")
            {
                Arity = isFlag ? ArgumentArity.ZeroOrOne : ArgumentArity.ExactlyOne,
                Description = value.Length == 0 || isFlag ? notes.Of(property) : $"{notes.Of(property)} Default: {value}.".TrimStart(),
                HelpName = isFlag ? "true|false" : property.PropertyType == typeof(string) ? "value" : "number",
            };
            return new SettingOption($"{Settings.Prefix}{snake}", option);
        }
    }

    /// <summary>What the setting is set to; null: it is not among the arguments.</summary>
    public string? ValueIn(ParseResult parsed) => parsed.GetResult(Option) is null ? null : parsed.GetValue(Option) ?? "true";
}
