using Grpc.AspNetCore.Server.Model;

namespace Ledger.Server.Authority.Enrolment;

internal static class EnrolmentServices
{
    /// <summary>How callers get their certificates.</summary>
    public static IServiceCollection AddEnrolment(this IServiceCollection services) => services
        .AddSingleton<CredentialRenewal>()
        .AddSingleton<EnrolmentBucket>()
        .AddSingleton<EnrolmentService>()
        .AddSingleton<IServiceMethodProvider<EnrolmentService>, EnrolmentMethods>();
}
