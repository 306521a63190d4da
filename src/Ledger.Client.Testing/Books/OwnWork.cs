using Ledger.Rules.Asked;
using Ledger.Rules.Time;
using Ledger.Server.Partitions;
using Ledger.Server.Programs;

namespace Ledger.Client.Testing.Books;

/// <summary>What a ledger does by itself: brings transfers to their other side, and does what falls due.</summary>
internal sealed class OwnWork(SingleWriter writer, ProgramBook programs, TimeProvider time)
{
    /// <summary>Brings the other side of a posted transfer or merge; what it refuses comes back.</summary>
    public void Follow(Decided decided)
    {
        if (decided.Rows is not { } rows || SentTransfer.Of(rows[0]) is not { } sent) return;
        if (IsDone(OwnOperations.Arrive(sent))) return;
        IsDone(OwnOperations.ComeBack(sent, sent.IsMerge ? sent.From : writer.SurvivorOf(sent.From)));
    }

    /// <summary>Does what time has made necessary on all accounts by now.</summary>
    public void DoWhatIsDue()
    {
        var now = time.GetUtcNow().UtcDateTime;
        foreach (var state in writer.Accounts().Where(state => state.IsOpen))
        {
            var days = programs.DaysOf(state.Program, now);
            foreach (var due in Due.On(state, programs.RulesAt(state.Program, OwnOperations.MidnightOf(days.Last)), days, now))
                IsDone(OwnOperations.Due(due, state.Account, state.Program, days.Of(due.Kind)));
        }
    }

    private bool IsDone(Operation operation) => OwnPosting.AnswerOf(writer.Post(operation).Rows![0], operation.Kind) == OwnAnswer.Posted;
}
