using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Ledger.Rules.Codes;
using Ledger.Rules.Rows;

namespace Ledger.Server.Journal.Closings;

/// <summary>
/// What is left of what an account received, by lot and day of posting (UTC): in each lot what came in first goes out first. What a member
/// owes is a lot below zero, and principal a lot without an end.
/// </summary>
internal sealed class ReceiptStock
{
    private const string Unending = "infinity";
    private const string Owed = "-infinity";
    private readonly List<Stock> _lots = [];

    /// <summary>How many receipts there is anything left of.</summary>
    public int Count => _lots.Sum(lot => lot.Days.Count);

    /// <summary>What is left of one; 0: nothing.</summary>
    public long Left(Asset asset, DateOnly lot, short program, DateOnly receivedOn)
    {
        foreach (var stock in _lots)
            if (stock.Asset == asset && stock.LastDay == lot && stock.Program == program)
                foreach (var (day, amount) in stock.Days)
                    if (day == receivedOn) return amount;
        return 0;
    }

    /// <summary>Takes in the account's next row, and what it changes of all that members hold into <paramref name="held"/>.</summary>
    public void Take(in JournalRow row, HeldSums? held)
    {
        if (row.Amount == 0) return;
        var lot = row.Lot ?? DateOnly.MaxValue;
        var sign = lot == JournalRow.Debt ? -1 : 1;
        var amount = sign * row.Amount;
        var stock = LotOf(row.Asset, lot, row.Program);
        if (amount > 0)
        {
            var day = DateOnly.FromDateTime(row.PostedAt);
            stock.Add(day, amount);
            held?.Add(day, row.Program, row.Asset, sign * amount);
        }
        else
            foreach (var (day, part) in stock.Remove(-amount)) held?.Add(day, row.Program, row.Asset, -sign * part);
        if (stock.Days.Count == 0) _lots.Remove(stock);
    }

    /// <summary>All that is left of one asset, points that are owed below zero.</summary>
    public long Sum(Asset asset)
    {
        long sum = 0;
        foreach (var lot in _lots)
            if (lot.Asset == asset)
                foreach (var (_, amount) in lot.Days) sum += lot.LastDay == JournalRow.Debt ? -amount : amount;
        return sum;
    }

    /// <summary>As <c>closing_account.receipts</c> has it.</summary>
    public string Write()
    {
        if (_lots.Count == 0) return "[]";
        var buffer = new ArrayBufferWriter<byte>(256);
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartArray();
        foreach (var lot in _lots)
        {
            json.WriteStartArray();
            json.WriteNumberValue((short)lot.Asset);
            json.WriteStringValue(lot.LastDay == DateOnly.MaxValue ? Unending : lot.LastDay == JournalRow.Debt ? Owed : Text(lot.LastDay));
            json.WriteNumberValue(lot.Program);
            json.WriteStartArray();
            foreach (var (day, amount) in lot.Days)
            {
                json.WriteStartArray();
                json.WriteStringValue(Text(day));
                json.WriteNumberValue(amount);
                json.WriteEndArray();
            }
            json.WriteEndArray();
            json.WriteEndArray();
        }
        json.WriteEndArray();
        json.Flush();
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <exception cref="JsonException">It is none.</exception>
    public static ReceiptStock Read(string text)
    {
        var read = new ReceiptStock();
        if (text == "[]") return read;
        using var json = JsonDocument.Parse(text);
        foreach (var lot in json.RootElement.EnumerateArray())
        {
            var stock = read.LotOf((Asset)lot[0].GetInt16(), LastDay(lot[1].GetString()!), lot[2].GetInt16());
            foreach (var day in lot[3].EnumerateArray()) stock.Add(Day(day[0].GetString()!), day[1].GetInt64());
        }
        return read;
    }

    private static DateOnly LastDay(string text) => text switch
    {
        Unending => DateOnly.MaxValue,
        Owed => JournalRow.Debt,
        _ => Day(text),
    };

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "O", CultureInfo.InvariantCulture);

    private static string Text(DateOnly day) => day.ToString("O", CultureInfo.InvariantCulture);

    private Stock LotOf(Asset asset, DateOnly lastDay, short program)
    {
        foreach (var lot in _lots)
            if (lot.Asset == asset && lot.LastDay == lastDay && lot.Program == program) return lot;
        var added = new Stock(asset, lastDay, program);
        _lots.Add(added);
        return added;
    }

    private sealed class Stock(Asset asset, DateOnly lastDay, short program)
    {
        public Asset Asset => asset;

        public DateOnly LastDay => lastDay;

        public short Program => program;

        /// <summary>Oldest first.</summary>
        public List<(DateOnly Day, long Amount)> Days { get; } = new(1);

        public void Add(DateOnly day, long amount)
        {
            var at = Days.Count;
            while (at > 0 && Days[at - 1].Day > day) at--;
            if (at > 0 && Days[at - 1].Day == day) Days[at - 1] = (day, checked(Days[at - 1].Amount + amount));
            else Days.Insert(at, (day, amount));
        }

        /// <summary>What goes of which days. Of more than there is nothing is known.</summary>
        public List<(DateOnly Day, long Amount)> Remove(long amount)
        {
            var gone = new List<(DateOnly Day, long Amount)>(1);
            while (amount > 0 && Days.Count > 0)
            {
                var (day, left) = Days[0];
                var part = Math.Min(left, amount);
                gone.Add((day, part));
                amount -= part;
                if (part == left) Days.RemoveAt(0);
                else Days[0] = (day, left - part);
            }
            return gone;
        }
    }
}
