using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Ledger.Rules.Basics;
using Ledger.Rules.State;
using Ledger.Server.Basics;
using Ledger.Server.Contract;
using Ledger.Server.Partitions;
using Ledger.Server.Programs;

namespace Ledger.Server.Cards;

/// <summary>Makes card numbers and tells what is known of a card.</summary>
public sealed class CardService(
    CardKey key, CardStock stock, CardDirectory cards, ProgramBook programs, AccountStates accounts, Limits limits, TimeProvider time)
{
    private const int CountMax = 10_000;

    /// <summary>Far more than will ever be needed: at most one number in a million is taken.</summary>
    private const int AttemptsMax = 100;

    public async Task<V1.GenerateCardsResponse> GenerateCards(V1.GenerateCardsRequest request, ServerCallContext context)
    {
        var batch = Read(request);
        if (await stock.FindBatchAsync(batch.Key, context.CancellationToken) is { } earlier)
            return await AgainAsync(earlier, batch, context);

        var type = TypeOf(batch);
        await using var writer = await stock.BeginAsync(batch, context.CancellationToken);
        // Somebody else was faster.
        if (writer is null) return await AgainAsync((await stock.FindBatchAsync(batch.Key, context.CancellationToken))!, batch, context);
        if (!await writer.TryTakePrefixAsync(context.CancellationToken))
            throw Invalid("prefix", "shares numbers with a prefix that belongs to another program; take another one", "PREFIX_TAKEN");
        if (await writer.FullestAsync(context.CancellationToken) > CardNumbers.FullestSpace)
            throw Invalid("prefix", "has too few numbers left: more than one in a million would be a card; take a shorter or another one",
                "SPACE_USED_UP");

        var numbers = new string[batch.Count];
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
            var free = await writer.AddAsync(ids, Array.ConvertAll(ids, id => drawn[id].Number[^4..]), type, context.CancellationToken);
            foreach (var id in free) numbers[drawn[id].Place] = drawn[id].Number;
            used.UnionWith(free);
            open = [.. open.Where(place => numbers[place] is null)];
        }
        await writer.CommitAsync(context.CancellationToken);
        return AnswerOf(batch, numbers, type, issued: 0);
    }

    public async Task<V1.CardAnswer> GetCard(V1.GetCardRequest request, ServerCallContext context)
    {
        var check = new Violations();
        check.Card("card", request.Card);
        check.ThrowIfAny();

        if (await cards.FindAsync(request.Card, context.CancellationToken) is var (id, account))
            return await IssuedAsync(id, account, context);
        if (await StockOfAsync(CardForms.Of(request.Card), context.CancellationToken) is not { } made)
            throw Problems.ToException(Problems.UnknownCard());
        return new V1.CardAnswer
        {
            Card = new V1.Card { LastFour = made.LastFour, Status = V1.CardStatus.Stock, Type = made.Type }, Program = made.Program,
        };
    }

    private async Task<StockCard?> StockOfAsync(CardForms forms, CancellationToken cancellation)
    {
        foreach (var card in forms.IdsBy(key))
            if (await stock.FindAsync(card, cancellation) is { } made) return made;
        return null;
    }

    private async Task<V1.CardAnswer> IssuedAsync(Guid id, long account, ServerCallContext context)
    {
        var (state, problem) = await accounts.AskAsync(
            account, Caller.Of(context.GetHttpContext()), context.CancellationToken, context.Deadline);
        if (problem is not null) throw Problems.ToException(problem);
        var card = state!.CardOf(id) ?? throw new InvariantBrokenException($"A card of account {account} is not in its state.");
        return new V1.CardAnswer
        {
            Account = account,
            Program = state.Program,
            Card = new V1.Card
            {
                LastFour = card.LastFour,
                Status = (V1.CardStatus)card.Status,
                Type = card.Type.Length > 0 ? card.Type : programs.NewestOf(state.Program).CardTypes[0].Code,
                ExpiresOn = DateNumber.Of(card.ExpiresOn ?? DateOnly.MaxValue),
            },
        };
    }

    /// <summary>
    /// The batch once more, with its numbers as long as they are told. Place by place the first draw that is in the stock and was not taken
    /// by a place before: how they were made.
    /// </summary>
    private async Task<V1.GenerateCardsResponse> AgainAsync(CardBatch earlier, CardBatch asked, ServerCallContext context)
    {
        if (Difference(earlier, asked) is { } field)
            throw Invalid(field, "differs from what this key was used for before; make a new key for a new batch", "KEY_REUSED");

        var issued = await stock.IssuedOfAsync(earlier.Key, context.CancellationToken);
        var type = earlier.CardType.Length > 0 ? earlier.CardType : programs.NewestOf(earlier.Program).CardTypes[0].Code;
        if (!earlier.TellsNumbers(time.GetUtcNow().UtcDateTime, issued)) return AnswerOf(earlier, [], type, issued, replayed: true);

        var left = await stock.CardsOfAsync(earlier.Key, context.CancellationToken);
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

    private CardBatch Read(V1.GenerateCardsRequest request)
    {
        var check = new Violations();
        if (!UuidV7.TryRead(request.Key.Span, out var batch)) check.Add("key", "is not a UUID version 7 in 16 bytes", "KEY_MALFORMED");
        else if (UuidV7.TimeOf(batch) > time.GetUtcNow().UtcDateTime.AddMinutes(limits.KeyMaxAheadMinutes))
            check.Add("key", $"was made more than {limits.KeyMaxAheadMinutes} minutes ahead of the server's clock", "KEY_IN_FUTURE");
        check.Range("program", request.Program, 1, short.MaxValue);
        check.Text("card_type", request.CardType, 0, 64);
        check.Range("count", request.Count, 1, CountMax);
        if (request.Prefix.Length > CardNumbers.PrefixMaxLength)
            check.Add("prefix", $"must have at most {CardNumbers.PrefixMaxLength} digits, not {request.Prefix.Length}", "LENGTH");
        else if (!request.Prefix.All(char.IsAsciiDigit)) check.Add("prefix", "must be digits", "CHARACTERS");
        check.ThrowIfAny();
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
