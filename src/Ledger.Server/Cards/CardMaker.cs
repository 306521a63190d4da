using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Ledger.Rules.Basics;
using Ledger.Server.Basics;
using Ledger.Server.Contract;
using Ledger.Server.Partitions;
using Ledger.Server.Programs;

namespace Ledger.Server.Cards;

/// <summary>
/// Makes batches of card numbers, one after the other: a batch is ten thousand rows and as many keyed hashes, and payments go on meanwhile.
/// </summary>
public sealed class CardMaker(
    CardKey key, CardStock stock, BatchTurns turns, ProgramBook programs, Limits limits, TimeProvider time)
{
    private static readonly TimeSpan QuotaPeriod = TimeSpan.FromHours(24);

    /// <summary>As the contract says.</summary>
    private const int CountLargest = 10_000;

    /// <summary>Far more than will ever be needed: at most one number in a million is taken.</summary>
    private const int AttemptsMax = 100;

    /// <summary>Makes a batch, or answers the one that was made under its key.</summary>
    /// <exception cref="RpcException">The request is wrong, or there is no room for it now.</exception>
    public async Task<V1.GenerateCardsResponse> MakeAsync(V1.GenerateCardsRequest request, CancellationToken cancellation)
    {
        var check = new Violations();
        var batch = Read(request, check);
        return await turns.RunAsync(() => InTurnAsync(batch, check, cancellation), cancellation);
    }

    private async Task<V1.GenerateCardsResponse> InTurnAsync(CardBatch batch, Violations check, CancellationToken cancellation)
    {
        if (await stock.FindBatchAsync(batch.Key, cancellation) is { } earlier) return await AgainAsync(earlier, batch, cancellation);
        check.ThrowIfAny();

        var type = TypeOf(batch);
        await using var writer = await stock.BeginAsync(batch, cancellation);
        // Somebody else was faster.
        if (writer is null) return await AgainAsync((await stock.FindBatchAsync(batch.Key, cancellation))!, batch, cancellation);
        if (!await writer.TryTakePrefixAsync(cancellation))
            throw Invalid("prefix", "shares numbers with a prefix that belongs to another program; take another one", "PREFIX_TAKEN");
        if (await writer.FullestAsync(cancellation) > CardNumbers.FullestSpace)
            throw Invalid("prefix", "has too few numbers left: more than one in a million would be a card; take a shorter or another one",
                "SPACE_USED_UP");
        await RequireQuotaAsync(writer, batch, cancellation);
        var numbers = await AddAsync(writer, batch, type, cancellation);
        await writer.CommitAsync(cancellation);
        return AnswerOf(batch, numbers, type, issued: 0);
    }

    private async Task RequireQuotaAsync(CardBatchWriter writer, CardBatch batch, CancellationToken cancellation)
    {
        // This batch is among them.
        var (made, oldest) = await writer.MadeSinceAsync(batch.MadeAt - QuotaPeriod, cancellation);
        if (made <= limits.CardsPerDayMax) return;
        throw Problems.ToException(Problems.QuotaUsedUp(
            "CARD_QUOTA",
            $"A program may have {limits.CardsPerDayMax} card numbers made in 24 hours; with {batch.Count} more it would be {made}. "
            + "This sending recorded nothing.", oldest + QuotaPeriod - batch.MadeAt));
    }

    private async Task<string?[]> AddAsync(CardBatchWriter writer, CardBatch batch, string type, CancellationToken cancellation)
    {
        var numbers = new string?[batch.Count];
        var used = new HashSet<Guid>(batch.Count);
        var open = Enumerable.Range(0, batch.Count).ToArray();
        for (var attempt = 0; open.Length > 0; attempt++)
        {
            Invariant.Require(attempt < AttemptsMax);
            var drawn = new Dictionary<Guid, (int Place, string Number)>(open.Length);
            foreach (var place in open)
            {
                var number = CardNumbers.Make(key, batch, place, attempt);
                var id = key.IdOf(number);
                if (!used.Contains(id)) drawn.TryAdd(id, (place, number));
            }
            var ids = drawn.Keys.ToArray();
            var free = await writer.AddAsync(ids, Array.ConvertAll(ids, id => drawn[id].Number[^4..]), type, cancellation);
            foreach (var id in free) numbers[drawn[id].Place] = drawn[id].Number;
            used.UnionWith(free);
            open = [.. open.Where(place => numbers[place] is null)];
        }
        return numbers;
    }

    /// <summary>
    /// The batch once more, with its numbers as long as they are told. Place by place the first draw that is in the stock and was not taken
    /// by a place before: how they were made.
    /// </summary>
    private async Task<V1.GenerateCardsResponse> AgainAsync(CardBatch earlier, CardBatch asked, CancellationToken cancellation)
    {
        if (Difference(earlier, asked) is { } field)
            throw Invalid(field, "differs from what this key was used for before; make a new key for a new batch", "KEY_REUSED");

        var issued = await stock.IssuedOfAsync(earlier.Key, cancellation);
        var type = earlier.CardType.Length > 0 ? earlier.CardType : programs.NewestOf(earlier.Program).CardTypes[0].Code;
        if (!earlier.TellsNumbers(time.GetUtcNow().UtcDateTime, issued)) return AnswerOf(earlier, [], type, issued, replayed: true);

        var left = await stock.CardsOfAsync(earlier.Key, earlier.Count, cancellation);
        var numbers = new string?[earlier.Count];
        for (var attempt = 0; left.Count > 0; attempt++)
        {
            Invariant.Require(attempt < AttemptsMax);
            for (var place = 0; place < numbers.Length; place++)
            {
                if (numbers[place] is not null) continue;
                var number = CardNumbers.Make(key, earlier, place, attempt);
                if (left.Remove(key.IdOf(number))) numbers[place] = number;
            }
        }
        return AnswerOf(earlier, numbers, type, issued, replayed: true);
    }

    private static V1.GenerateCardsResponse AnswerOf(
        CardBatch batch, string?[] numbers, string type, long issued, bool replayed = false) => new()
    {
        Cards = { numbers },
        Replayed = replayed,
        Count = batch.Count,
        CardType = type,
        Issued = (int)issued,
        MadeAt = Timestamp.FromDateTime(batch.MadeAt),
    };

    // What is wrong now, but may not have been before, is left to the caller: the batch may be there already.
    private CardBatch Read(V1.GenerateCardsRequest request, Violations check)
    {
        if (!UuidV7.TryRead(request.Key.Span, out var batch)) check.Add("key", "is not a UUID version 7 in 16 bytes", "KEY_MALFORMED");
        else if (UuidV7.TimeOf(batch) > time.GetUtcNow().UtcDateTime.AddMinutes(limits.KeyMaxAheadMinutes))
            check.AddNow("key", $"was made more than {limits.KeyMaxAheadMinutes} minutes ahead of the server's clock", "KEY_IN_FUTURE");
        check.Range("program", request.Program, 1, short.MaxValue);
        check.Text("card_type", request.CardType, 0, 64);
        check.Range("count", request.Count, 1, limits.CardBatchMaxCount, (1, CountLargest));
        if (request.Prefix.Length > CardNumbers.PrefixMaxLength)
            check.Add("prefix", $"must have at most {CardNumbers.PrefixMaxLength} digits, not {request.Prefix.Length}", "LENGTH");
        else if (!request.Prefix.All(char.IsAsciiDigit)) check.Add("prefix", "must be digits", "CHARACTERS");
        if (check.AreFinal) check.ThrowIfAny();
        return new CardBatch(batch, (short)request.Program, request.CardType, request.Count, request.Prefix, time.GetJournalNow());
    }

    // Only for a batch that is new: programs change, answers do not.
    private string TypeOf(CardBatch batch)
    {
        if (!programs.Has(batch.Program))
            throw Problems.ToException(Problems.UnknownProgram(batch.Program));
        if (UuidV7.TimeOf(batch.Key) < time.GetUtcNow().UtcDateTime.AddDays(-limits.KeyMaxAgeDays))
            throw Invalid("key", $"was made more than {limits.KeyMaxAgeDays} days ago and is not executed any more", "KEY_TOO_OLD");
        var types = programs.NewestOf(batch.Program).CardTypes;
        if (batch.CardType.Length == 0) return types[0].Code;
        return types.Any(type => type.Code == batch.CardType)
            ? batch.CardType
            : throw Invalid("card_type", $"is none of the program's: {string.Join(", ", types.Select(type => type.Code))}", "UNKNOWN_TYPE");
    }

    private static string? Difference(CardBatch earlier, CardBatch asked) =>
        earlier.Program != asked.Program ? "program"
        : earlier.CardType != asked.CardType ? "card_type"
        : earlier.Count != asked.Count ? "count"
        : earlier.Prefix != asked.Prefix ? "prefix"
        : null;

    private static RpcException Invalid(string field, string description, string reason) =>
        Problems.ToException(Problems.Invalid(field, description, reason));
}
