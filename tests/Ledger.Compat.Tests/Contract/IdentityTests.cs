using System.Reflection;
using Xunit;

namespace Ledger.Compat.Tests.Contract;

/// <summary>The stand-ins carry the identity under which the official assemblies refer to them.</summary>
public sealed class IdentityTests
{
    [Theory]
    [InlineData("Grpc.AspNetCore.Server", "Grpc.Core.Api")]
    [InlineData("Grpc.AspNetCore.Server", "Grpc.Net.Common")]
    [InlineData("Grpc.Net.Client", "Grpc.Core.Api")]
    [InlineData("Grpc.Net.Client", "Grpc.Net.Common")]
    public void Name_version_and_key_are_those_the_official_assembly_refers_to(string official, string contract)
    {
        using var assembly = new OfficialAssembly(official);
        var reference = assembly.Reader.AssemblyReferences
            .Select(handle => assembly.Reader.GetAssemblyReference(handle).GetAssemblyName())
            .Single(name => name.Name == contract);

        var standIn = AssemblyName.GetAssemblyName(Path.Combine(AppContext.BaseDirectory, contract + ".dll"));

        Assert.Equal(reference.FullName, standIn.FullName);
        Assert.Equal(new Version(2, 0, 0, 0), standIn.Version);
        Assert.Equal("D754F35622E28BAD", Convert.ToHexString(standIn.GetPublicKeyToken()!));
    }

    [Fact]
    public void The_public_key_is_the_one_the_official_assembly_is_signed_with()
    {
        var official = AssemblyName.GetAssemblyName(Path.Combine(AppContext.BaseDirectory, "Grpc.Net.Client.dll")).GetPublicKey();

        Assert.All(
            OfficialAssembly.ContractNames,
            name =>
                Assert.Equal(official, AssemblyName.GetAssemblyName(Path.Combine(AppContext.BaseDirectory, name + ".dll")).GetPublicKey()));
    }
}
