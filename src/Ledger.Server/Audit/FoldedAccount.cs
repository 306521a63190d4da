using Ledger.Server.Rules;

namespace Ledger.Server.Audit;

/// <summary>One account while its rows are folded: balances and lots by plain addition.</summary>
internal sealed class FoldedAccount
{
    private readonly Dictionary<(Asset Asset, DateOnly Lot), long> _lots = [];
    private readonly List<(Guid Id, string? LastFour)> _cards = [];
    private short _program;
    private long _points;
    private long _principal;
    private long _bonus;
    private JournalRow _newest;

    public long LastSeq => _newest.Seq;

    /// <summary>The balance that the account's newest row states.</summary>
    public long StatedBalance(Asset asset) => asset switch
    {
        Asset.Points => _newest.PointsAfter,
        Asset.Principal => _newest.PrincipalAfter,
        _ => _newest.BonusAfter,
    };

    public void Take(in JournalRow row, string at, Action<string, string> report)
    {
        _newest = row;
        if (row.Leg == 0 && row.Outcome.IsPosted())
        {
            if (row.Kind == OperationKind.OpenAccount) _program = row.Program;
            if (row.NewCard is { } card) _cards.Add((card, row.NewCardLastFour));
        }
        switch (row.Asset)
        {
            case Asset.Points: _points += row.Amount; break;
            case Asset.Principal: _principal += row.Amount; break;
            case Asset.Bonus: _bonus += row.Amount; break;
        }
        CheckBalance(row.PointsAfter, _points, "points", at, report);
        CheckBalance(row.PrincipalAfter, _principal, "principal", at, report);
        CheckBalance(row.BonusAfter, _bonus, "bonus", at, report);

        if (row.Lot is not { } lot)
        {
            if (row.Asset is Asset.Points or Asset.Bonus) report("I12", $"{at}: moves {row.Asset} without a lot");
            return;
        }
        var left = _lots[(row.Asset, lot)] = _lots.GetValueOrDefault((row.Asset, lot)) + row.Amount;
        if (left < 0) report("I12", $"{at}: the lot of {lot:O} goes down to {left}");
        if (row.Amount < 0 && lot < row.BusinessDate) report("I12", $"{at}: spends the lot of {lot:O} on {row.BusinessDate:O}");
    }

    /// <summary>Compares a checkpoint with the fold, which stands at the checkpoint's last row now.</summary>
    public void Compare(AccountState stored, string at, Action<string, string> report)
    {
        if (stored.Points != _points || stored.Principal != _principal || stored.Bonus != _bonus)
            report("I6", $"{at} says {stored.Points}/{stored.Principal}/{stored.Bonus}, the rows give {_points}/{_principal}/{_bonus} (points/principal/bonus)");
        if (stored.Program != _program) report("I6", $"{at} says program {stored.Program}, the rows give {_program}");
        if (!stored.Cards.Select(card => (card.Id, (string?)card.LastFour)).SequenceEqual(_cards))
            report("I6", $"{at}: its cards are not the ones the rows issued");
        CompareLots(Asset.Points, stored.PointsLots, at, report);
        CompareLots(Asset.Bonus, stored.BonusLots, at, report);
    }

    private void CompareLots(Asset asset, Lots stored, string at, Action<string, string> report)
    {
        var folded = _lots.Where(lot => lot.Key.Asset == asset && lot.Value != 0).OrderBy(lot => lot.Key.Lot)
            .Select(lot => new Lot(lot.Key.Lot, lot.Value));
        if (!folded.SequenceEqual(stored.Span.ToArray())) report("I12", $"{at}: its lots of {asset} are not the ones the rows give");
    }

    private static void CheckBalance(long stated, long folded, string name, string at, Action<string, string> report)
    {
        if (stated != folded) report("I6", $"{at}: states {name} of {stated}, the rows give {folded}");
        if (stated < 0) report("I2", $"{at}: {name} of {stated}");
    }
}
