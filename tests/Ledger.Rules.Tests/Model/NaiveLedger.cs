using Move = (Ledger.V1.Asset Asset, decimal Amount, Ledger.V1.SystemAccount Other, int LastDay);

namespace Ledger.Rules.Tests.Model;

/// <summary>
/// The contract a second time, written from its text: slow, in decimals, one account at a time. It answers in the same words as
/// <see cref="Told.Of(V1.Receipt)"/> tells a receipt, so that the two can be compared.
/// </summary>
internal sealed class NaiveLedger(IReadOnlyDictionary<int, Terms> programs)
{
    private readonly Dictionary<Guid, (Ask First, string Answer)> _answered = [];
    private readonly HashSet<string> _issued = [];

    public Dictionary<long, NaiveAccount> Accounts { get; } = [];

    /// <summary>The answer in words; null when the account is unknown.</summary>
    public string? Post(Ask ask)
    {
        if (_answered.TryGetValue(ask.Key, out var before))
            return ask == before.First ? before.Answer + Told.Again : Told.KeyReused;
        if (!Accounts.ContainsKey(ask.Account) && ask.Kind != V1.Kind.OpenAccount) return null;
        var answer = Decided(ask);
        _answered.Add(ask.Key, (ask, answer));
        return answer;
    }

    private string Decided(Ask ask)
    {
        var account = Accounts.GetValueOrDefault(ask.Account);
        if (ask.Kind == V1.Kind.OpenAccount)
        {
            if (account is not null) return Refused(account, V1.Outcome.AccountExists);
            if (ask.NewCard is { } first && _issued.Contains(first)) return Refused(null, V1.Outcome.CardTaken);
            Accounts.Add(ask.Account, account = new NaiveAccount(ask.Program));
            Issue(account, ask.NewCard);
            return Done(account, []);
        }
        if (account!.Program != ask.Program) return Refused(account, V1.Outcome.OtherProgram);
        if (ask.Card is { } shown && !account.Cards.Contains(shown)) return Refused(account, V1.Outcome.CardNotActive);
        var terms = programs[account.Program];
        return ask.Kind switch
        {
            V1.Kind.IssueCard => IssueCard(account, terms, ask),
            V1.Kind.TopUp => TopUp(account, terms, ask),
            V1.Kind.Accrue => Accrue(account, terms, ask),
            V1.Kind.Debit => Debit(account, terms, ask),
            V1.Kind.Redeem => Redeem(account, terms, ask),
            _ => Adjust(account, terms, ask),
        };
    }

    private string IssueCard(NaiveAccount account, Terms terms, Ask ask)
    {
        if (_issued.Contains(ask.NewCard!)) return Refused(account, V1.Outcome.CardTaken);
        if (account.Cards.Count >= terms.CardsMax) return Refused(account, V1.Outcome.CardLimit);
        Issue(account, ask.NewCard);
        return Done(account, []);
    }

    private static string TopUp(NaiveAccount account, Terms terms, Ask ask)
    {
        var bonus = terms.Steps.LastOrDefault(step => step.From <= ask.Amount).Bonus;
        var room = terms.StoredValueMax - account.Stored;
        if (ask.Amount + bonus > room)
        {
            // The most that could have been asked for is just below a step, or fills the room together with some step's bonus.
            var candidates = terms.Steps.SelectMany(step => new[] { step.From - 1, room - step.Bonus }).Append(room).Append(0);
            var most = candidates.Where(amount =>
                amount >= 0 && amount + terms.Steps.LastOrDefault(step => step.From <= amount).Bonus <= room).Max();
            return Refused(account, V1.Outcome.BalanceLimit, ask.Amount, most);
        }
        var moves = new List<Move> { Given(account, V1.Asset.Principal, ask.Amount, V1.SystemAccount.Tender, 0) };
        if (bonus > 0)
            moves.Add(Given(account, V1.Asset.Bonus, bonus, V1.SystemAccount.BonusExpense,
            NaiveCalendar.LastDay(ask.Date, terms.BonusLasts)));
        return Done(account, moves);
    }

    private static string Accrue(NaiveAccount account, Terms terms, Ask ask)
    {
        var points = ask.Asset == V1.Asset.Points ? ask.Amount : Math.Floor((decimal)ask.Amount / terms.EarnPer) * terms.EarnPoints;
        var room = terms.PointsMax - account.Holds(V1.Asset.Points);
        if (points > room)
        {
            var purchase = (Math.Floor(Math.Max(0, (decimal)room) / terms.EarnPoints) + 1) * terms.EarnPer - 1;
            return Refused(account, V1.Outcome.BalanceLimit, ask.Amount, ask.Asset == V1.Asset.Points ? Math.Max(0, room) : purchase);
        }
        return Done(account, points == 0 ? [] :
            [Given(account, V1.Asset.Points, points, V1.SystemAccount.PointsIssued, NaiveCalendar.LastDay(ask.Date, terms.PointsLast))]);
    }

    private static string Debit(NaiveAccount account, Terms terms, Ask ask)
    {
        var day = NaiveCalendar.Number(ask.Date);
        var (principal, bonus) = (account.Holds(V1.Asset.Principal), account.Usable(V1.Asset.Bonus, day));
        var there = principal + bonus;
        if (there == 0 || (ask.Amount > there && !ask.AllowPartial))
            return Refused(account, V1.Outcome.InsufficientFunds, ask.Amount, there);
        var taken = Math.Min(ask.Amount, there);
        var fromBonus = terms.Pools switch
        {
            Pools.BonusFirst => Math.Min(taken, bonus),
            Pools.PrincipalFirst => Math.Max(0, taken - principal),
            _ => Math.Floor(taken * bonus / there),
        };
        List<Move> moves = [.. Taken(account, V1.Asset.Bonus, day, fromBonus, V1.SystemAccount.Sales),
            .. Taken(account, V1.Asset.Principal, day, taken - fromBonus, V1.SystemAccount.Sales)];
        return Done(account, moves, taken < ask.Amount ? V1.Outcome.PostedInPart : V1.Outcome.Posted);
    }

    private static string Redeem(NaiveAccount account, Terms terms, Ask ask)
    {
        if (ask.Amount % terms.Block > 0) return Refused(account, V1.Outcome.NotAMultiple, ask.Amount, 0, terms.Block);
        var day = NaiveCalendar.Number(ask.Date);
        var there = account.Usable(V1.Asset.Points, day);
        if (ask.Amount > there) return Refused(account, V1.Outcome.InsufficientPoints, ask.Amount, there);
        return Done(account, Taken(account, V1.Asset.Points, day, ask.Amount, V1.SystemAccount.PointsRedeemed),
            worth: (decimal)ask.Amount / terms.Block * terms.Worth);
    }

    private static string Adjust(NaiveAccount account, Terms terms, Ask ask)
    {
        var day = NaiveCalendar.Number(ask.Date);
        var points = ask.Asset == V1.Asset.Points;
        if (ask.Amount < 0)
        {
            var there = account.Usable(ask.Asset, day);
            return -ask.Amount > there
                ? Refused(account, points ? V1.Outcome.InsufficientPoints : V1.Outcome.InsufficientFunds, -ask.Amount, there)
                : Done(account, Taken(account, ask.Asset, day, -ask.Amount, V1.SystemAccount.Adjustment));
        }
        var room = points ? terms.PointsMax - account.Holds(V1.Asset.Points) : terms.StoredValueMax - account.Stored;
        if (ask.Amount > room) return Refused(account, V1.Outcome.BalanceLimit, ask.Amount, Math.Max(0, room));
        var lastDay = ask.Asset == V1.Asset.Principal ? 0 : NaiveCalendar.LastDay(ask.Date, points ? terms.PointsLast : terms.BonusLasts);
        return Done(account, [Given(account, ask.Asset, ask.Amount, V1.SystemAccount.Adjustment, lastDay)]);
    }

    private void Issue(NaiveAccount account, string? card)
    {
        if (card is null) return;
        account.Cards.Add(card);
        _issued.Add(card);
    }

    private static Move Given(NaiveAccount account, V1.Asset asset, decimal amount, V1.SystemAccount from, int lastDay)
    {
        account.Give(asset, lastDay, amount);
        return (asset, amount, from, lastDay);
    }

    private static IReadOnlyList<Move> Taken(NaiveAccount account, V1.Asset asset, int day, decimal amount, V1.SystemAccount to) =>
        [.. account.Take(asset, day, amount).Select(part => (asset, -part.Amount, to, part.LastDay))];

    private static string Done(NaiveAccount account, IReadOnlyList<Move> moves, V1.Outcome outcome = V1.Outcome.Posted,
        decimal worth = 0) =>
        Told.Posted(outcome, moves, worth) + Told.Holding(account);

    private static string Refused(NaiveAccount? account, V1.Outcome outcome, decimal needed = 0, decimal available = 0,
        decimal multiple = 0) =>
        Told.Refused(outcome, needed, available, multiple)
            // What a stranger is told says nothing of the member.
            + (outcome is V1.Outcome.AccountExists or V1.Outcome.OtherProgram ? "" : Told.Holding(account));
}
