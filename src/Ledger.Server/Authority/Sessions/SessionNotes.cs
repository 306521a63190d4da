using Ledger.Server.Basics;
using Ledger.Server.Journal.Commit;

namespace Ledger.Server.Authority.Sessions;

/// <summary>
/// Writes down every second which sessions are used. Beside the looks at who may do what, which wait for nobody: this may have to wait for
/// whoever changes that.
/// </summary>
internal sealed partial class SessionNotes(OpenSessions sessions, Limits limits, TimeProvider time, ILogger<SessionNotes> logger)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(limits.AuthorityLookMilliseconds), time);
        var isFaultTold = false;
        while (await timer.WaitForNextTickAsync(stoppingToken))
            try
            {
                await sessions.NoteAsync(stoppingToken);
                isFaultTold = false;
            }
            catch (Exception reason) when (!stoppingToken.IsCancellationRequested)
            {
                // That the database is away is told by the writers and by health.
                if (!isFaultTold && !SqlStates.IsPassing(reason)) LogFault(logger, reason);
                isFaultTold |= !SqlStates.IsPassing(reason);
            }
    }

    [LoggerMessage(622, LogLevel.Error, "Which sessions are used cannot be written down, which is tried on: operators may have to sign in anew.")]
    private static partial void LogFault(ILogger logger, Exception reason);
}
