using System.Globalization;
using Google.Protobuf;

namespace Ledger.Tool.Words;

/// <summary>Dates, moments and keys as they are typed, into what the contract has.</summary>
internal static class Readers
{
    /// <summary>2026-11-29, as year * 10000 + month * 100 + day.</summary>
    public static bool Date(string word, out int number)
    {
        var isDate = DateOnly.TryParseExact(word, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date);
        number = isDate ? (date.Year * 10_000) + (date.Month * 100) + date.Day : 0;
        return isDate;
    }

    /// <summary>2026-11, as year * 100 + month.</summary>
    public static bool Month(string word, out int number)
    {
        var isMonth = DateOnly.TryParseExact(word, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date);
        number = isMonth ? (date.Year * 100) + date.Month : 0;
        return isMonth;
    }

    /// <summary>
    /// 2026-11-29T08:00:00Z, or with another offset; without one it is refused, since a machine's time zone is no part of a ledger.
    /// </summary>
    public static bool Moment(string word, out DateTimeOffset moment)
    {
        string[] formats = ["yyyy-MM-dd'T'HH:mm'Z'", "yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mmzzz", "yyyy-MM-dd'T'HH:mm:sszzz"];
        return DateTimeOffset.TryParseExact(
            word, formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out moment);
    }

    /// <summary>The key of an operation: a UUID, or its 32 hexadecimal digits.</summary>
    public static bool OperationKey(string word, out ByteString key)
    {
        var isKey = Guid.TryParse(word, out var guid);
        key = isKey ? ByteString.CopyFrom(guid.ToByteArray(bigEndian: true)) : ByteString.Empty;
        return isKey;
    }

    /// <summary>The key of a credential: SHA-256 of the public key, 64 hexadecimal digits.</summary>
    public static bool CredentialKey(string word, out ByteString key)
    {
        var isKey = word.Length == 64 && word.All(char.IsAsciiHexDigit);
        key = isKey ? ByteString.CopyFrom(Convert.FromHexString(word)) : ByteString.Empty;
        return isKey;
    }

    /// <summary>A caller's number; "me" is whoever asks, 0.</summary>
    public static bool CallerOrMe(string word, out int number)
    {
        number = 0;
        return word == "me" || (int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number > 0);
    }
}
