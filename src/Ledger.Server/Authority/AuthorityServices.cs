using Grpc.AspNetCore.Server.Model;
using Ledger.Server.Authority.Admission;
using Ledger.Server.Authority.Callers;
using Ledger.Server.Authority.Enrolment;
using Ledger.Server.Authority.Persons;
using Ledger.Server.Authority.Sessions;

namespace Ledger.Server.Authority;

internal static class AuthorityServices
{
    /// <summary>Who may call, who acts and what they may do, and the calls about it.</summary>
    /// <param name="isOpen">Callers need not prove who they are.</param>
    public static IServiceCollection AddAuthority(this IServiceCollection services, bool isOpen) => services
        .AddSingleton(new OpenDoor(isOpen))
        .AddSingleton<OpenSessions>()
        .AddHostedService<SessionNotes>()
        .AddSingleton<AuthorityReader>()
        .AddSingleton<OpenConnections>()
        .AddSingleton<FollowingAuthority>()
        .AddHostedService(all => all.GetRequiredService<FollowingAuthority>())
        .AddSingleton<ConnectionRights>()
        .AddSingleton<CallAdmission>()
        .AddSingleton<EnrolmentTokens>()
        .AddSingleton<Askers>()
        .AddSingleton<CallerMaking>()
        .AddSingleton<GuardedChange>()
        .AddSingleton<CallerChanges>()
        .AddSingleton<RoleChanges>()
        .AddSingleton<CallerAnswers>()
        .AddSingleton<PolicyVersions>()
        .AddSingleton<CallerService>()
        .AddSingleton<IServiceMethodProvider<CallerService>, CallerMethods>()
        .AddSingleton<Secrets>()
        .AddSingleton<StepUps>()
        .AddSingleton<PersonChanges>()
        .AddSingleton<PersonService>()
        .AddSingleton<IServiceMethodProvider<PersonService>, PersonMethods>()
        .AddSingleton<SessionService>()
        .AddSingleton<IServiceMethodProvider<SessionService>, SessionMethods>();

    /// <summary>Looks at each call before anything of it is read.</summary>
    public static void UseAuthority(this WebApplication app)
    {
        app.UseFigureGate();
        var admission = app.Services.GetRequiredService<CallAdmission>();
        app.Use(next => call => admission.RunAsync(call, next));
    }
}
