namespace Ledger.Load.Data;

/// <summary>One request before a terminal has it: what to do, drawn in the order of arrival, so that a seed gives the same again.</summary>
/// <param name="Intended">When it is due, in microseconds since the run began.</param>
/// <param name="Step">Index of the step among <see cref="RequestDraw.StepNames"/>.</param>
/// <param name="First">The operation, or the first of the batch.</param>
/// <param name="More">The further operations of a batch; empty otherwise.</param>
/// <param name="Repeats">Repeat the terminal's last answered operation instead, if it has one.</param>
internal sealed record Request(long Intended, int Step, Draft First, IReadOnlyList<Draft> More, bool Repeats);

/// <summary>What an operation is about.</summary>
/// <param name="Account">Account number; 0: one that was opened lately, if there is one.</param>
/// <param name="Otherwise">The account when there is no recent one.</param>
/// <param name="Amount">Minor units or points.</param>
/// <param name="ByCard">Name the account's card.</param>
internal readonly record struct Draft(long Account, long Otherwise, long Amount, bool ByCard);
