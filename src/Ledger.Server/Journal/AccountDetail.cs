using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Ledger.Server.Rules;

namespace Ledger.Server.Journal;

/// <summary>
/// The lots and cards of an account as the column <c>account.detail</c> holds them:
/// <c>{"points":[["2027-12-31",30]],"bonus":[],"cards":[["id","1234",1]]}</c>; a lot that does not expire has null for its day.
/// </summary>
internal static class AccountDetail
{
    public static string Write(AccountState state)
    {
        var buffer = new ArrayBufferWriter<byte>(128);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            WriteLots(json, "points", state.PointsLots);
            WriteLots(json, "bonus", state.BonusLots);
            json.WriteStartArray("cards");
            foreach (var card in state.Cards)
            {
                json.WriteStartArray();
                json.WriteStringValue(card.Id);
                json.WriteStringValue(card.LastFour);
                json.WriteNumberValue((short)card.Status);
                json.WriteEndArray();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    public static AccountState Read(long account, short program, long lastSeq, long principal, string detail)
    {
        using var json = JsonDocument.Parse(detail);
        return AccountState.Restore(
            account, program, lastSeq, principal, ReadLots(json, "points"), ReadLots(json, "bonus"),
            [.. json.RootElement.GetProperty("cards").EnumerateArray()
                .Select(card => new Card(card[0].GetGuid(), card[1].GetString()!, (CardStatus)card[2].GetInt16()))]);
    }

    private static void WriteLots(Utf8JsonWriter json, string name, Lots lots)
    {
        json.WriteStartArray(name);
        foreach (var lot in lots.Span)
        {
            json.WriteStartArray();
            if (lot.ExpiresOn == DateOnly.MaxValue) json.WriteNullValue();
            else json.WriteStringValue(lot.ExpiresOn.ToString("O", CultureInfo.InvariantCulture));
            json.WriteNumberValue(lot.Amount);
            json.WriteEndArray();
        }
        json.WriteEndArray();
    }

    private static IEnumerable<Lot> ReadLots(JsonDocument json, string name) =>
        json.RootElement.GetProperty(name).EnumerateArray().Select(lot => new Lot(
            lot[0].GetString() is { } day ? DateOnly.ParseExact(day, "O", CultureInfo.InvariantCulture) : DateOnly.MaxValue, lot[1].GetInt64()));
}
