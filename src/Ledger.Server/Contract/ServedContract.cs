using Google.Protobuf.Reflection;
using Grpc.Health.V1;
using ReflectionV1 = Grpc.Reflection.V1;
using ServiceDescriptor = Google.Protobuf.Reflection.ServiceDescriptor;
using V1Alpha = Grpc.Reflection.V1Alpha;

namespace Ledger.Server.Contract;

/// <summary>The services a server serves: the ledger's own, and the public ones of health and reflection.</summary>
internal static class ServedContract
{
    /// <summary>The ledger's own.</summary>
    public static readonly IReadOnlyList<ServiceDescriptor> Own =
    [
        .. V1.LedgerReflection.Descriptor.Services, .. V1.CallersReflection.Descriptor.Services,
        .. V1.SessionsReflection.Descriptor.Services,
    ];

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<ServiceDescriptor> Services =
    [
        .. Own, .. V1.EnrolmentReflection.Descriptor.Services,
        .. HealthReflection.Descriptor.Services, .. V1Alpha.ReflectionReflection.Descriptor.Services,
        .. ReflectionV1.ReflectionReflection.Descriptor.Services,
    ];
}
