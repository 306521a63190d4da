using System.CommandLine;
using System.Security.Cryptography;
using Grpc.Core;
using Ledger.Client;
using Ledger.Tool.Screens;

namespace Ledger.Tool.Connecting;

/// <summary>Does what a command is for, and says in one line and by the exit code why it was not done.</summary>
internal static class Running
{
    // As shells have it of what Ctrl-C has ended.
    private const int Stopped = 130;
    private static readonly TimeSpan _renewalLongest = TimeSpan.FromSeconds(10);

    /// <summary>Has the command do something.</summary>
    public static T Does<T>(this T command, Func<Run, Task> does)
        where T : Command => command.Answers(async run =>
        {
            await does(run);
            return true;
        });

    /// <summary>Has the command answer yes or no; a no is <see cref="ExitCodes.Refused"/>.</summary>
    public static T Answers<T>(this T command, Func<Run, Task<bool>> does)
        where T : Command
    {
        command.SetAction(async (words, cancellation) =>
        {
            using var run = new Run(words, cancellation);
            try
            {
                var isYes = await does(run);
                await RenewAsync(run);
                return isYes ? ExitCodes.Done : ExitCodes.Refused;
            }
            catch (Exception reason) when (CodeOf(reason) is { } code)
            {
                run.Progress.Dispose();
                run.Note(Told(reason));
                if (run.Asked is { ChangeIsUnknown: true })
                    run.Note("It is not known whether that was done; `ledger log` and `ledger caller list` tell.");
                return code;
            }
        });
        return command;
    }

    private static int? CodeOf(Exception reason) => reason switch
    {
        LedgerRequestException { StatusCode: StatusCode.Unauthenticated or StatusCode.PermissionDenied } or NotLetInException =>
            ExitCodes.NotLetIn,
        LedgerRequestException { StatusCode: StatusCode.InvalidArgument } => ExitCodes.WrongArguments,
        LedgerRequestException => ExitCodes.Refused,
        LedgerUnavailableException => ExitCodes.NotReachable,
        OperationCanceledException => Stopped,
        // A folder without a credential, a file that is not there, bounds of the client that the options have passed.
        WrongArgumentsException or LedgerCredentialException or CryptographicException or IOException or UnauthorizedAccessException
            or ArgumentException => ExitCodes.WrongArguments,
        _ => null,
    };

    private static string Told(Exception reason) => Shown.Plain(reason switch
    {
        LedgerRequestException refused => Told(refused.Problem),
        LedgerUnavailableException { Reason: UnresolvedReason.NotTrusted } away =>
            $"The server's certificate is not trusted: {Told(away.LastProblem)}",
        LedgerUnavailableException away => $"{away.Message}",
        OperationCanceledException => "Stopped.",
        _ => reason.Message,
    });

    private static string Told(RequestProblem problem)
    {
        var fields = string.Join("; ", problem.Violations.Select(one => $"{one.Field} {one.Description}"));
        var reason = problem.Reason.Length > 0 ? $" ({problem.Reason})" : "";
        return fields.Length > 0 ? $"{problem.Message}{reason} {fields}" : $"{problem.Message}{reason}";
    }

    // Whoever uses this credential in commands alone keeps it from ending all the same.
    private static async Task RenewAsync(Run run)
    {
        if (run.Asked is not { } session) return;
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(run.Cancellation);
        bounded.CancelAfter(_renewalLongest);
        try
        {
            if (await session.RenewAsync(evenIfNotDue: false, bounded.Token)) run.Note("The credential was renewed.");
        }
        catch (Exception reason) when (reason is RpcException or IOException or UnauthorizedAccessException or OperationCanceledException
            or LedgerCredentialException)
        {
            run.Note($"The credential is due for renewal, which did not work: {Shown.Plain(reason.Message)}");
        }
    }
}
