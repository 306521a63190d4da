using Grpc.AspNetCore.Server.Model;
using Ledger.Server.Contract;

namespace Ledger.Server.Authority.Enrolment;

/// <summary>The calls about certificates of callers.</summary>
internal sealed class EnrolmentMethods : IServiceMethodProvider<EnrolmentService>
{
    private const string Service = "ledger.v1.Enrolment";

    public void OnServiceMethodDiscovery(ServiceMethodProviderContext<EnrolmentService> context)
    {
        context.AddUnaryMethod(
            Methods.Of<V1.EnrollRequest, V1.IssuedCredential>(Service, "Enroll"), [],
            (service, request, call) => service.Enroll(request, call));
        context.AddUnaryMethod(
            Methods.Of<V1.RenewRequest, V1.IssuedCredential>(Service, "Renew"), [],
            (service, request, call) => service.Renew(request, call));
    }
}
