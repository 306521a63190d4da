using Google.Protobuf.Reflection;
using Grpc.Reflection.V1;

namespace Ledger.Server.Tests.Servers;

/// <summary>Server reflection, as grpcurl and its like ask for it.</summary>
[Collection(OneServer.Name)]
public sealed class ReflectionTests(LedgerCluster cluster) : LedgerTest(cluster)
{
    [Fact]
    public async Task A_server_that_is_told_to_describes_every_call()
    {
        await RestartAsync(settings => settings.Reflection = true);

        var listed = await AskAsync(new ServerReflectionRequest { ListServices = "" });
        Assert.Superset(
            new HashSet<string>
            {
                "ledger.v1.Posting", "ledger.v1.Reading", "ledger.v1.Reporting", "ledger.v1.Cards", "ledger.v1.Catalogue",
                "grpc.health.v1.Health",
            },
            listed.ListServicesResponse.Service.Select(service => service.Name).ToHashSet());

        var described = await AskAsync(new ServerReflectionRequest { FileContainingSymbol = "ledger.v1.Posting" });
        var file = described.FileDescriptorResponse.FileDescriptorProto.Select(FileDescriptorProto.Parser.ParseFrom).First();
        var service = file.Service.Single(each => each.Name == "Posting");
        Assert.Equal(["Post", "PostBatch", "PostStream"], service.Method.Select(method => method.Name));
    }

    [Fact]
    public async Task A_server_that_is_not_told_to_describes_nothing()
    {
        var refused = await Assert.ThrowsAsync<RpcException>(() => AskAsync(new ServerReflectionRequest { ListServices = "" }));
        Assert.Equal(StatusCode.Unimplemented, refused.StatusCode);
    }

    private async Task<ServerReflectionResponse> AskAsync(ServerReflectionRequest question)
    {
        using var call = new ServerReflection.ServerReflectionClient(Ledger.Channel()).ServerReflectionInfo();
        await call.RequestStream.WriteAsync(question);
        await call.RequestStream.CompleteAsync();
        Assert.True(await call.ResponseStream.MoveNext().Bounded());
        return call.ResponseStream.Current;
    }
}
