using Ledger.Client.Calls;
using Ledger.V1;

namespace Ledger.Client;

/// <content>Operators who sign in.</content>
public sealed partial class LedgerClient
{
    /// <summary>Who has signed in; null: nobody, or his session has ended since.</summary>
    public OperatorSession? SignedIn => _channel.Session.Session;

    /// <summary>
    /// Signs an operator in. From then on <see cref="Operations"/> are his, and calls are made with what both he and this caller may; he
    /// signs out whoever was signed in here before. Without a session, and once it has ended, operations are posted as far as the ledger
    /// takes this terminal's word for its operators; others are refused with <see cref="RequestProblem.NeedsSession"/>.
    /// </summary>
    /// <param name="operator">His number.</param>
    /// <param name="secret">His secret; kept nowhere.</param>
    /// <param name="deadline">How long it may take in all; the client's deadline when left out.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="LedgerRequestException">It is not accepted; whether the number or the secret is wrong is not told.</exception>
    /// <exception cref="LedgerUnavailableException">No answer in time, or too many wrong secrets: the problem says when to come
    /// back.</exception>
    public async Task<OperatorSession> SignInAsync(
        int @operator, string secret, TimeSpan? deadline = null, CancellationToken cancellationToken = default)
    {
        var request = new SignInRequest { Operator = @operator, Secret = secret };
        var session = new OperatorSession(await Question.AskForExistingAsync(
            _channel, options => _channel.Sessions.SignInAsync(request, options), deadline, cancellationToken));
        _signedIn = _own.Of(session.Operator);
        _channel.Session.Session = session;
        return session;
    }

    /// <summary>Ends the session, here at once and at the ledger if that answers; <see cref="Operations"/> are as at first.</summary>
    /// <param name="deadline">How long it may take in all; the client's deadline when left out.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="LedgerUnavailableException">No answer in time: the session ends by itself.</exception>
    public async Task SignOutAsync(TimeSpan? deadline = null, CancellationToken cancellationToken = default)
    {
        if (_channel.Session.Session is null) return;
        try
        {
            await Question.AskForExistingAsync(
                _channel, options => _channel.Sessions.SignOutAsync(new SignOutRequest(), options), deadline, cancellationToken);
        }
        catch (LedgerRequestException ended) when (ended.Problem.NeedsSession)
        {
            // It has ended already.
        }
        finally
        {
            _channel.Session.Session = null;
        }
    }

    /// <summary>
    /// Has an operator approve one operation that whoever is at the terminal may not do: by his number and secret, for this operation under
    /// this key alone, and for two minutes. Whoever operates the terminal stays its operator; the receipt says who approved.
    /// </summary>
    /// <param name="operator">Who approves.</param>
    /// <param name="secret">His secret; kept nowhere.</param>
    /// <param name="operation">As it will be posted; only a PIN may still be added.</param>
    /// <param name="deadline">How long it may take in all; the client's deadline when left out.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The operation with the approval, to be posted in the place of the one that was given.</returns>
    /// <exception cref="LedgerRequestException">The secret is not accepted. Whether the approval is enough shows when it is
    /// posted.</exception>
    /// <exception cref="LedgerUnavailableException">As for <see cref="SignInAsync"/>.</exception>
    public async Task<Operation> StepUpAsync(
        int @operator, string secret, Operation operation, TimeSpan? deadline = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(operation);
        var approved = operation.Clone();
        var asked = operation.Clone();
        asked.Pin = "";
        var request = new StepUpRequest { Operator = @operator, Secret = secret, Operation = asked };
        var approval = await Question.AskForExistingAsync(
            _channel, options => _channel.Sessions.StepUpAsync(request, options), deadline, cancellationToken);
        approved.StepUp = approval.StepUp;
        return approved;
    }

    /// <summary>Sets an operator's new secret for the one he has; his sessions elsewhere end.</summary>
    /// <param name="operator">His number.</param>
    /// <param name="secret">The one he has.</param>
    /// <param name="newSecret">6 to 64 printable characters of ASCII.</param>
    /// <param name="deadline">How long it may take in all; the client's deadline when left out.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="LedgerRequestException">It is not accepted.</exception>
    /// <exception cref="LedgerUnavailableException">As for <see cref="SignInAsync"/>; then either secret may be in force.</exception>
    public Task SetSecretAsync(
        int @operator, string secret, string newSecret, TimeSpan? deadline = null, CancellationToken cancellationToken = default)
    {
        var request = new SetSecretRequest { Operator = @operator, Secret = secret, NewSecret = newSecret };
        return Question.AskForExistingAsync(
            _channel, options => _channel.Sessions.SetSecretAsync(request, options), deadline, cancellationToken);
    }
}
