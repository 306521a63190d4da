using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Google.Protobuf;
using Grpc.Core;
using Ledger.V1;

namespace Ledger.Server.Tests.Recorded;

/// <summary>
/// What has changed on purpose since 0.2.0, taken out of an answer before it is compared with the recorded one, byte for byte: fields that
/// messages have gained, which its clients skip; balances that are not told to strangers any more, and numbers of cards that are
/// somebody's; holds that have ended, which hold nothing any more; what a fee from stored value nets; and keys of what the ledger does by
/// itself, which are of version 8 now.
/// </summary>
internal static partial class LaterFields
{
    // The last field of a line of a statement that 0.2.0 knew.
    private const int LastOfStatementLine = 12;
    // Columns that the file of a settlement has gained: fees_kept_minor, netted_minor, late_of.
    private const int LaterOfSettlement = 3;
    // A key as text, e.g. 019cd5eb-94c0-72da-bc98-ddfe69d37c22, and where it says its version.
    private const int KeyLength = 36;
    private const int VersionAt = 14;
    // Of the conversation: the account of another program.
    public const long OtherProgramsAccount = 1007;

    /// <summary>
    /// With what a program has to say to be decided by as 0.2.0 decided, where that is a policy now: its cards were what was typed,
    /// purchases moved a tier that was given by hand, and a return left the tier and spent bonus to the member, as leaving did points that
    /// were owed.
    /// </summary>
    public static string WithOldPolicies(string program)
    {
        const string kept = "returns: { tier_on_return: keep, spent_bonus: keep";
        program = program.Contains("\nreturns: {", StringComparison.Ordinal)
            ? program.Replace("\nreturns: {", $"\n{kept},", StringComparison.Ordinal) : $"{program}\n{kept} }}\n";
        return program + "\ncard_codes: exact\ntier_by_hand: starts\ncancel_in_debt: write_off\n";
    }

    public static WireAnswer Without(RecordedCall call, WireAnswer answer)
    {
        if (call.Method == "/ledger.v1.Reporting/Export" && answer.Status == StatusCode.OK && call.Answer.Received.Length > 0)
            return OfFile(answer, call.Answer);
        if (answer.Status != StatusCode.OK || answer.Received.Length != call.Answer.Received.Length) return answer;
        Func<byte[], byte[], byte[]>? without = call.Method switch
        {
            "/ledger.v1.Posting/Post" or "/ledger.v1.Reading/GetOutcome" => OfReceipt,
            "/ledger.v1.Posting/PostBatch" => OfBatch,
            "/ledger.v1.Posting/PostStream" => OfResult,
            "/ledger.v1.Reading/GetQuote" => OfQuote,
            "/ledger.v1.Reading/GetBalances" => (message, recorded) => OfBalances(message, recorded, call.At),
            "/ledger.v1.Reading/GetStatement" => OfStatement,
            "/ledger.v1.Reporting/GetClose" => OfClose,
            "/ledger.v1.Reporting/GetSettlement" => OfSettlement,
            "/ledger.v1.Cards/GenerateCards" => OfCards,
            _ => null,
        };
        return without is null ? answer : answer with { Received = [.. answer.Received.Zip(call.Answer.Received, without)] };
    }

    /// <summary>
    /// True for the one operation that a caller of 0.2.0 was refused with a row: a store of another program is told that there is no such
    /// account, and the member's statement says nothing of it.
    /// </summary>
    public static bool IsUnknownNow(RecordedCall call) => call.Method == "/ledger.v1.Posting/Post" && call.Answer.Status == StatusCode.OK
        && Receipt.Parser.ParseFrom(call.Answer.Received[0]).Outcome == Outcome.OtherProgram;

    /// <summary>
    /// What is sent: a reversal of a purchase takes the tier with it, which stayed then. So that what follows has the prices it had, the
    /// purchase is refunded in whole under the same key, which leaves the tier where the program says so.
    /// </summary>
    public static RecordedCall LeavingTheTier(RecordedCall call)
    {
        if (call.Method != "/ledger.v1.Posting/Post" || call.Answer.Status != StatusCode.OK) return call;
        var operation = Operation.Parser.ParseFrom(call.Sent[0]);
        var receipt = Receipt.Parser.ParseFrom(call.Answer.Received[0]);
        if (operation.KindCase != Operation.KindOneofCase.Reverse || receipt is not { Outcome: Outcome.Posted, Refund.RestMinor: > 0 })
            return call;
        operation.Refund = new Refund { OriginalKey = operation.Reverse.OriginalKey };
        return call with { Sent = [operation.ToByteArray()] };
    }

    /// <summary>True for the reversal of what 0.2.0 could not undo, and this version can.</summary>
    public static bool IsReversedNow(RecordedCall call) => call.Method == "/ledger.v1.Posting/Post" && call.Answer.Status == StatusCode.OK
        && Receipt.Parser.ParseFrom(call.Answer.Received[0]).Outcome == Outcome.NotReversible;

    /// <summary>
    /// True for the one transfer that left for an account which could never take it, and came back: it is refused at once where the other
    /// side can be seen.
    /// </summary>
    public static bool IsRefusedAtOnceNow(RecordedCall call)
    {
        if (call.Method != "/ledger.v1.Posting/Post" || call.Answer.Status != StatusCode.OK) return false;
        var operation = Operation.Parser.ParseFrom(call.Sent[0]);
        return operation is { KindCase: Operation.KindOneofCase.Transfer, Transfer.ToAccount: OtherProgramsAccount }
            && Receipt.Parser.ParseFrom(call.Answer.Received[0]) is { Outcome: Outcome.Posted, Replayed: false };
    }

    /// <summary>
    /// An operation under the same key that leaves a refusal on the same account and counts in no report that was asked for, so that all
    /// that follows has the numbers it had.
    /// </summary>
    public static byte[] InItsPlace(RecordedCall call)
    {
        var instead = Operation.Parser.ParseFrom(call.Sent[0]);
        instead.Unfreeze = new Unfreeze { Reason = "takes the place" };
        // A reversal has its number among those of its terminal.
        if (!IsReversedNow(call)) (instead.Store, instead.Terminal) = (2, 99);
        return instead.ToByteArray();
    }

    /// <summary>A receipt as 0.2.0 told it, which told the balances in refusals that keep them to themselves now.</summary>
    public static void Take(Receipt receipt, Receipt before)
    {
        receipt.Basket?.LineDueMinor.Clear();
        receipt.Refund?.Lines.Clear();
        // A return says where the member stands after it.
        if (receipt.Refund is not null && before.Standing is null) receipt.Standing = null;
        if (receipt.Outcome is Outcome.OtherProgram or Outcome.PinRequired or Outcome.WrongPin or Outcome.PinLocked or Outcome.PinNotSet
            or Outcome.AccountExists)
            receipt.Balances ??= before.Balances;
    }

    private static byte[] OfReceipt(byte[] message, byte[] recorded)
    {
        var receipt = Receipt.Parser.ParseFrom(message);
        Take(receipt, Receipt.Parser.ParseFrom(recorded));
        return receipt.ToByteArray();
    }

    // A hold that had ended was told as open, and what it held as not to be spent, until upkeep came.
    private static byte[] OfBalances(byte[] message, byte[] recorded, DateTimeOffset at)
    {
        var (balances, before) = (Balances.Parser.ParseFrom(message), Balances.Parser.ParseFrom(recorded));
        var ended = before.Holds.Where(hold => hold.ExpiresAt.ToDateTimeOffset() <= at).ToList();
        if (ended.Count == 0 || ended.Any(balances.Holds.Contains)
            || Value(balances.Spendable) != Value(before.Spendable) + ended.Sum(hold => hold.LeftMinor)) return message;
        (balances.Spendable.PrincipalMinor, balances.Spendable.BonusMinor) = (before.Spendable.PrincipalMinor, before.Spendable.BonusMinor);
        var open = balances.Holds.ToList();
        balances.Holds.Clear();
        balances.Holds.Add(before.Holds.Where(hold => ended.Contains(hold) || open.Contains(hold)));
        return balances.ToByteArray();
    }

    private static long Value(Holdings holdings) => holdings.PrincipalMinor + holdings.BonusMinor;

    private static byte[] OfQuote(byte[] message, byte[] recorded)
    {
        var quote = Quote.Parser.ParseFrom(message);
        Take(quote.Receipt, Quote.Parser.ParseFrom(recorded).Receipt);
        return quote.ToByteArray();
    }

    private static byte[] OfBatch(byte[] message, byte[] recorded)
    {
        var (batch, before) = (PostBatchResponse.Parser.ParseFrom(message), PostBatchResponse.Parser.ParseFrom(recorded));
        foreach (var (result, was) in batch.Results.Zip(before.Results)) Take(result, was);
        return batch.ToByteArray();
    }

    private static byte[] OfResult(byte[] message, byte[] recorded)
    {
        var result = PostResult.Parser.ParseFrom(message);
        Take(result, PostResult.Parser.ParseFrom(recorded));
        return result.ToByteArray();
    }

    private static void Take(PostResult result, PostResult before)
    {
        if (result.Receipt is not null && before.Receipt is not null) Take(result.Receipt, before.Receipt);
    }

    private static byte[] OfCards(byte[] message, byte[] recorded)
    {
        var batch = GenerateCardsResponse.Parser.ParseFrom(message);
        (batch.Count, batch.CardType, batch.Issued, batch.MadeAt) = (0, "", 0, null);
        // Numbers of a batch of which one is issued are not told any more.
        if (batch is { Replayed: true, Cards.Count: 0 }) batch.Cards.Add(GenerateCardsResponse.Parser.ParseFrom(recorded).Cards);
        return batch.ToByteArray();
    }

    // A line of a statement's file: as in OfStatement.
    private static string AsSaidBefore(string line) =>
        StandingInFile().Replace(line, "").Replace(",refund,posted,", ",reverse,posted,", StringComparison.Ordinal);

    [GeneratedRegex(",\"\"standing\"\":\\{[^}]*\\}")]
    private static partial Regex StandingInFile();

    // As in OfClose.
    private static bool IsCount(string line) => CountOfReturns().IsMatch(line);

    [GeneratedRegex("^total,\\d+,\\d+,[-\\d]+,(refund|reverse|unfreeze),\\w+,,")]
    private static partial Regex CountOfReturns();

    // How many moved nothing: some of them are of another kind here, see LeavingTheTier and IsReversedNow.
    private static byte[] OfClose(byte[] message, byte[] recorded)
    {
        var (close, before) = (Close.Parser.ParseFrom(message), Close.Parser.ParseFrom(recorded));
        foreach (var one in new[] { close, before })
        {
            var lines = one.Lines.Where(line => line.Asset != Asset.Unspecified
                || line.Kind is not (Kind.Refund or Kind.Reverse or Kind.Unfreeze)).ToList();
            one.Lines.Clear();
            one.Lines.Add(lines);
        }
        return close.Equals(before) ? recorded : message;
    }

    private static byte[] OfStatement(byte[] message, byte[] recorded)
    {
        var (statement, before) = (Statement.Parser.ParseFrom(message), Statement.Parser.ParseFrom(recorded));
        foreach (var (line, was) in statement.Lines.Zip(before.Lines)) Take(line.Receipt, was.Receipt);
        // What stands in the place of the row that is none now, see ReplayOfEarlierClientsTests.
        for (var at = 0; at < statement.Lines.Count && at < before.Lines.Count; at++)
            if (before.Lines[at].Receipt.Outcome is Outcome.OtherProgram or Outcome.NotReversible
                && statement.Lines[at].Receipt.Key == before.Lines[at].Receipt.Key)
                statement.Lines[at] = before.Lines[at];
        foreach (var (line, was) in statement.Lines.Zip(before.Lines))
            if (line.Kind == Kind.Refund && was.Kind == Kind.Reverse && line.Receipt.Key == was.Receipt.Key) line.Kind = was.Kind;
        foreach (var line in statement.Lines)
            foreach (var field in StatementLine.Descriptor.Fields.InFieldNumberOrder())
                if (field.FieldNumber > LastOfStatementLine) field.Accessor.Clear(line);
#pragma warning disable CS0612
        foreach (var (line, was) in statement.Lines.Zip(before.Lines))
            if (SaysBefore().Replace(line.Detail, "") is var detail && detail == SaysBefore().Replace(was.Detail, ""))
                line.Detail = was.Detail;
#pragma warning restore CS0612
        foreach (var (line, was) in statement.Lines.Zip(before.Lines))
            if (VersionOf(line.Receipt.Key) == 8 && VersionOf(was.Receipt.Key) == 7) line.Receipt.Key = was.Receipt.Key;
        return statement.ToByteArray();
    }

    // In the journal's own JSON: where a member stands after a return, bonus that a refund looked for, and the lot a return gave more days.
    private const string Said = "\"standing\":\\s*\\{[^}]*\\}|"
        + "\"(was|bonus_short_minor|bonus_netted_minor|bonus_expired_minor)\":\\s*\\d+|\"extended_to\":\\s*\"[^\"]*\"";

    [GeneratedRegex($",\\s*({Said})|({Said}),\\s*")]
    private static partial Regex SaysBefore();

    // Its pieces end elsewhere where lines have become longer.
    private static WireAnswer OfFile(WireAnswer answer, WireAnswer before) =>
        OfExport(Whole(answer), Whole(before)).AsSpan().SequenceEqual(Whole(before)) ? answer with { Received = before.Received } : answer;

    private static byte[] Whole(WireAnswer file) => new ExportPiece
    {
        Content = ByteString.CopyFrom([.. file.Received.SelectMany(piece => ExportPiece.Parser.ParseFrom(piece).Content)]),
    }.ToByteArray();

    private static byte[] OfExport(byte[] message, byte[] recorded)
    {
        var (piece, before) = (ExportPiece.Parser.ParseFrom(message), ExportPiece.Parser.ParseFrom(recorded));
        var (lines, were) = (piece.Content.ToStringUtf8().Split('\n'), before.Content.ToStringUtf8().Split('\n'));
        if (lines.Where(line => !IsCount(line)).SequenceEqual(were.Where(line => !IsCount(line)))) return recorded;
        if (lines[0].StartsWith("party,", StringComparison.Ordinal))
            for (var at = 0; at < lines.Length; at++) lines[at] = AsSettledBefore(lines[at]);
        for (var at = 0; at < lines.Length && at < were.Length; at++)
            if ((were[at].Contains(",other_program,") || were[at].Contains(",not_reversible,"))
                && lines[at].StartsWith(were[at][..KeyLength], StringComparison.Ordinal))
                lines[at] = were[at];
            else if (AsSaidBefore(lines[at]) == AsSaidBefore(were[at])) lines[at] = were[at];
            else if (VersionOf(lines[at]) == '8' && VersionOf(were[at]) == '7') lines[at] = were[at][..KeyLength] + lines[at][KeyLength..];
        piece.Content = ByteString.CopyFrom(string.Join('\n', lines), Encoding.UTF8);
        return piece.ToByteArray();
    }

    // A fee from stored value was the party's debt, and what a refund kept back was its own.
    private static byte[] OfSettlement(byte[] message, byte[] recorded)
    {
        var settlement = Settlement.Parser.ParseFrom(message);
        foreach (var line in settlement.Lines)
        {
            line.NetMinor = NetBefore(line.NetMinor, line.FeesMinor, line.FeesKeptMinor, line.NettedMinor);
            (line.FeesKeptMinor, line.NettedMinor) = (0, 0);
        }
        return settlement.ToByteArray();
    }

    // The same of a line of its file, without the columns that came behind those of 0.2.0; none of these is quoted.
    private static string AsSettledBefore(string line)
    {
        var columns = line.TrimEnd('\r').Split(',');
        if (columns.Length <= LaterOfSettlement) return line;
        var before = columns[..^LaterOfSettlement];
        if (long.TryParse(columns[^5], CultureInfo.InvariantCulture, out var net))
            before[^2] = NetBefore(net, Number(columns[^9]), Number(columns[^3]), Number(columns[^2]))
                .ToString(CultureInfo.InvariantCulture);
        return string.Join(',', before) + '\r';
    }

    private static long NetBefore(long net, long fees, long kept, long netted) => net - fees - kept + netted;

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private static int VersionOf(ByteString key) => key[6] >> 4;

    private static char VersionOf(string line) => line.Length > KeyLength && line[KeyLength] == ',' ? line[VersionAt] : ' ';
}
