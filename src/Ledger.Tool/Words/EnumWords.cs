using System.Text;

namespace Ledger.Tool.Words;

/// <summary>Values of the contract's enumerations as people say them: <c>ROLE_CASHIER</c> is "cashier".</summary>
internal static class EnumWords
{
    /// <summary>All words of an enumeration, in the order of their values; the one that is not used is none.</summary>
    public static IReadOnlyList<string> All<TEnum>()
        where TEnum : struct, Enum => [.. Enum.GetValues<TEnum>().Where(value => Convert.ToInt32(value) != 0).Select(Of)];

    /// <summary>The word of a value.</summary>
    public static string Of<TEnum>(TEnum value)
        where TEnum : struct, Enum => Snake(value.ToString());

    /// <summary>The value of a word.</summary>
    public static bool TryRead<TEnum>(string word, out TEnum value)
        where TEnum : struct, Enum
    {
        value = Enum.GetValues<TEnum>().FirstOrDefault(one => Of(one) == word);
        return Convert.ToInt32(value) != 0;
    }

    private static string Snake(string name)
    {
        var snake = new StringBuilder();
        foreach (var letter in name)
        {
            if (char.IsUpper(letter) && snake.Length > 0) snake.Append('_');
            snake.Append(char.ToLowerInvariant(letter));
        }
        return snake.ToString();
    }
}
