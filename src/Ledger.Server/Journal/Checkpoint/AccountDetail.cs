using System.Globalization;
using System.Text;
using System.Text.Json;
using Ledger.Rules.Codes;
using Ledger.Rules.Program;
using Ledger.Rules.Rows;
using Ledger.Rules.State;
using Ledger.Server.Journal.Columns;

namespace Ledger.Server.Journal.Checkpoint;

/// <summary>
/// What an account holds beside its balances, as the column <c>account.detail</c> has it:
/// <c>{"points":[["2027-12-31",30,"2027-01-01"]],"bonus":[],"cards":[["id","1234",1,"gold","2028-06-30"]],
/// "owed":5,"spent_at":[100,500],"loads":[["key",50000,5000,0,"2027-11-22",0,0,81]],"unsent":700,"began":80,"extended":["2027-12-22"],"membership":{},
/// "activity":{}}</c>.
/// A lot that does not expire has null for its last day; one that can be spent at once has no first day; a card of the program's first
/// type that does not expire ends with its status; one that is void because its value was used up ends with what it was before, what it
/// was before it was lost, the row that closed it, and the row that set what it is. What is not there, as in older checkpoints, is zero or
/// as on the first day.
/// </summary>
internal static class AccountDetail
{
    public static string Write(AccountState state) => Encoding.UTF8.GetString(new AccountDetailBuffer().Write(state).Span);

    public static void Write(Utf8JsonWriter json, AccountState state)
    {
        json.WriteStartObject();
        WriteLots(json, "points", state.PointsLots);
        WriteLots(json, "bonus", state.BonusLots);
        json.WriteStartArray("cards");
        for (var at = 0; at < state.Cards.Count; at++) WriteCard(json, state.Cards[at]);
        json.WriteEndArray();
        if (state.PointsOwed > 0) json.WriteNumber("owed", state.PointsOwed);
        if (state.PointsSpentAt.Points > 0)
        {
            json.WriteStartArray("spent_at");
            json.WriteNumberValue(state.PointsSpentAt.Points);
            json.WriteNumberValue(state.PointsSpentAt.WorthMinor);
            json.WriteEndArray();
        }
        if (state.ExtendedLots.Count > 0)
        {
            json.WriteStartArray("extended");
            for (var at = 0; at < state.ExtendedLots.Count; at++) WriteDay(json, state.ExtendedLots[at]);
            json.WriteEndArray();
        }
        if (state.Loads.Count > 0) WriteLoads(json, state.Loads);
        if (state.Unsent is { } unsent) json.WriteNumber("unsent", unsent);
        if (state.BeganSeq > 0) json.WriteNumber("began", state.BeganSeq);
        if (state.Membership != Membership.New)
        {
            json.WritePropertyName("membership");
            JsonSerializer.Serialize(json, state.Membership, DetailJson.Default.Membership);
        }
        if (state.Activity is { } activity) WriteActivity(json, activity);
        json.WriteEndObject();
    }

    public static AccountState Read(long account, short program, long lastSeq, long principal, string detail)
    {
        using var json = JsonDocument.Parse(detail);
        var root = json.RootElement;
        return AccountState.Restore(
            account, program, lastSeq, principal, ReadLots(root, "points"), ReadLots(root, "bonus"),
            ReadCards(root.GetProperty("cards")),
            root.TryGetProperty("membership", out var membership) ? ReadMembership(membership) : null,
            root.TryGetProperty("activity", out var activity) ? ReadActivity(activity) : null,
            root.TryGetProperty("owed", out var owed) ? owed.GetInt64() : 0,
            root.TryGetProperty("spent_at", out var rate) ? new PointsRate(rate[0].GetInt64(), rate[1].GetInt64()) : default,
            root.TryGetProperty("loads", out var loads) ? ReadLoads(loads) : null,
            root.TryGetProperty("extended", out var extended) ? [.. extended.EnumerateArray().Select(day => ReadDay(day)!.Value)] : null,
            root.TryGetProperty("unsent", out var unsent) ? unsent.GetInt64() : null,
            root.TryGetProperty("began", out var began) ? began.GetInt64() : 0);
    }

    // What is not there is null for the reader of JSON, whatever the type says.
    private static Membership ReadMembership(JsonElement json)
    {
        var read = json.Deserialize(DetailJson.Default.Membership)!;
        return read with { Tier = read.Tier ?? "", Holds = read.Holds ?? [], Identifiers = read.Identifiers
            ?? [], Birthdays = read.Birthdays ?? [] };
    }

    private static void WriteLoads(Utf8JsonWriter json, IReadOnlyList<LoadedBonus> loads)
    {
        json.WriteStartArray("loads");
        for (var at = 0; at < loads.Count; at++)
        {
            var load = loads[at];
            json.WriteStartArray();
            json.WriteStringValue(load.Key);
            json.WriteNumberValue(load.AmountMinor);
            json.WriteNumberValue(load.BonusMinor);
            json.WriteNumberValue(load.ExpiredMinor);
            WriteDay(json, load.LastDay == DateOnly.MaxValue ? null : load.LastDay);
            json.WriteNumberValue(load.OwedMinor);
            if (load.LoadedBySeq > 0 || load.SpentOn > 0)
            {
                json.WriteNumberValue(load.SpentMinor);
                json.WriteNumberValue(load.LoadedBySeq);
            }
            if (load.SpentOn > 0)
            {
                json.WriteNumberValue(load.SpentBySeq);
                json.WriteNumberValue(load.SpentOn);
            }
            json.WriteEndArray();
        }
        json.WriteEndArray();
    }

    private static LoadedBonus[] ReadLoads(JsonElement json) => [.. json.EnumerateArray().Select(ReadLoad)];

    private static LoadedBonus ReadLoad(JsonElement json)
    {
        var load = new LoadedBonus(json[0].GetGuid(), json[1].GetInt64(), json[2].GetInt64(), json[3].GetInt64(),
            ReadDay(json[4]) ?? DateOnly.MaxValue, json[5].GetInt64());
        var length = json.GetArrayLength();
        if (length > 6) load = load with { SpentMinor = json[6].GetInt64(), LoadedBySeq = json[7].GetInt64() };
        return length > 8 ? load with { SpentBySeq = json[8].GetInt64(), SpentOn = json[9].GetInt64() } : load;
    }

    private static void WriteLots(Utf8JsonWriter json, string name, Lots lots)
    {
        json.WriteStartArray(name);
        foreach (var lot in lots.Span)
        {
            json.WriteStartArray();
            WriteDay(json, lot.ExpiresOn == DateOnly.MaxValue ? null : lot.ExpiresOn);
            json.WriteNumberValue(lot.Amount);
            if (lot.UsableFrom != default) WriteDay(json, lot.UsableFrom);
            json.WriteEndArray();
        }
        json.WriteEndArray();
    }

    private static Lot[] ReadLots(JsonElement json, string name)
    {
        var read = json.GetProperty(name);
        if (read.GetArrayLength() is var count && count == 0) return [];
        var lots = new Lot[count];
        for (var at = 0; at < count; at++)
        {
            var lot = read[at];
            lots[at] = new Lot(ReadDay(lot[0]) ?? DateOnly.MaxValue, lot[1].GetInt64(),
                lot.GetArrayLength() > 2 ? ReadDay(lot[2])!.Value : default);
        }
        return lots;
    }

    private static void WriteCard(Utf8JsonWriter json, Card card)
    {
        json.WriteStartArray();
        json.WriteStringValue(card.Id);
        json.WriteStringValue(card.LastFour);
        json.WriteNumberValue((short)card.Status);
        var wasClosed = card.ClosedBySeq > 0 || card.BySeq > 0;
        var wasLost = card.LostFrom != CardStatus.None || wasClosed;
        var isClosed = wasLost || card.ClosedFrom != CardStatus.None;
        if (card.Type.Length > 0 || card.ExpiresOn is not null || isClosed)
        {
            json.WriteStringValue(card.Type);
            WriteDay(json, card.ExpiresOn);
        }
        if (isClosed) json.WriteNumberValue((short)card.ClosedFrom);
        if (wasLost) json.WriteNumberValue((short)card.LostFrom);
        if (wasClosed) json.WriteNumberValue(card.ClosedBySeq);
        if (card.BySeq > 0) json.WriteNumberValue(card.BySeq);
        json.WriteEndArray();
    }

    private static Card[] ReadCards(JsonElement json)
    {
        if (json.GetArrayLength() is var count && count == 0) return [];
        var cards = new Card[count];
        for (var at = 0; at < count; at++) cards[at] = ReadCard(json[at]);
        return cards;
    }

    private static Card ReadCard(JsonElement card)
    {
        var plain = new Card(card[0].GetGuid(), card[1].GetString()!, (CardStatus)card[2].GetInt16());
        var length = card.GetArrayLength();
        if (length > 3) plain = plain with { Type = card[3].GetString()!, ExpiresOn = ReadDay(card[4]) };
        if (length > 5) plain = plain with { ClosedFrom = (CardStatus)card[5].GetInt16() };
        if (length > 6) plain = plain with { LostFrom = (CardStatus)card[6].GetInt16() };
        if (length > 7) plain = plain with { ClosedBySeq = card[7].GetInt64() };
        return length > 8 ? plain with { BySeq = card[8].GetInt64() } : plain;
    }

    private static void WriteActivity(Utf8JsonWriter json, Activity activity)
    {
        json.WriteStartObject("activity");
        WriteSpans(json, "days", activity.Months.SelectMany(month => month.Days));
        WriteSpans(json, "months", activity.Months.Select(month => new ActivitySpan(month.First, month.Sum)));
        json.WriteStartArray("ever");
        WriteSum(json, activity.Ever);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static Activity ReadActivity(JsonElement json) => Activity.Restore(
        ReadSpans(json.GetProperty("days")), ReadSpans(json.GetProperty("months")), ReadSum(json.GetProperty("ever"), 0));

    private static void WriteSpans(Utf8JsonWriter json, string name, IEnumerable<ActivitySpan> spans)
    {
        json.WriteStartArray(name);
        foreach (var span in spans)
        {
            json.WriteStartArray();
            WriteDay(json, span.From);
            WriteSum(json, span.Sum);
            json.WriteEndArray();
        }
        json.WriteEndArray();
    }

    private static IEnumerable<ActivitySpan> ReadSpans(JsonElement json) =>
        json.EnumerateArray().Select(span => new ActivitySpan(ReadDay(span[0])!.Value, ReadSum(span, 1)));

    private static void WriteSum(Utf8JsonWriter json, ActivitySum sum)
    {
        json.WriteNumberValue(sum.Purchases);
        json.WriteNumberValue(sum.SpendMinor);
        json.WriteNumberValue(sum.Points);
    }

    private static ActivitySum ReadSum(JsonElement json, int at) =>
        new(json[at].GetInt64(), json[at + 1].GetInt64(), json[at + 2].GetInt64());

    private static void WriteDay(Utf8JsonWriter json, DateOnly? day)
    {
        Span<char> text = stackalloc char[10];
        if (day is not { } stated) json.WriteNullValue();
        else if (stated.TryFormat(text, out var length, "O", CultureInfo.InvariantCulture)) json.WriteStringValue(text[..length]);
    }

    // No string in between: accounts are read whenever they are not in memory.
    private static DateOnly? ReadDay(JsonElement json) =>
        json.ValueKind == JsonValueKind.Null ? null : DateOnly.FromDateTime(json.GetDateTime());
}
