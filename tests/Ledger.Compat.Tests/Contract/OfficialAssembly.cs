using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Ledger.Compat.Tests.Contract;

/// <summary>An assembly as it lies in the output folder, read as data and not loaded.</summary>
internal sealed class OfficialAssembly : IDisposable
{
    public static readonly string[] ContractNames = ["Grpc.Core.Api", "Grpc.Net.Common"];

    private readonly PEReader _file;

    public OfficialAssembly(string name)
    {
        Name = name;
        _file = new PEReader(File.OpenRead(Path.Combine(AppContext.BaseDirectory, name + ".dll")));
        Reader = _file.GetMetadataReader();
    }

    public string Name { get; }

    public MetadataReader Reader { get; }

    public void Dispose() => _file.Dispose();

    /// <summary>References to types of the contract assemblies.</summary>
    public IEnumerable<TypeReferenceHandle> ContractTypes() => Reader.TypeReferences.Where(handle => ContractOf(handle) is not null);

    /// <summary>References to members of the contract's types, with those types.</summary>
    public IEnumerable<(TypeReferenceHandle Type, MemberReference Member)> ContractMembers() =>
        from handle in Reader.MemberReferences
        let member = Reader.GetMemberReference(handle)
        let type = Underlying(member.Parent)
        where type is not null && ContractOf(type.Value) is not null
        select (type.Value, member);

    /// <summary>Name of the contract assembly a type is referenced in; null for every other assembly.</summary>
    public string? ContractOf(TypeReferenceHandle handle)
    {
        var scope = Reader.GetTypeReference(handle).ResolutionScope;
        if (scope.Kind == HandleKind.TypeReference) return ContractOf((TypeReferenceHandle)scope);
        if (scope.Kind != HandleKind.AssemblyReference) return null;
        var name = Reader.GetString(Reader.GetAssemblyReference((AssemblyReferenceHandle)scope).Name);
        return ContractNames.Contains(name) ? name : null;
    }

    /// <summary>The referenced type behind a type reference or an instantiation of one.</summary>
    public TypeReferenceHandle? Underlying(EntityHandle handle)
    {
        if (handle.Kind == HandleKind.TypeReference) return (TypeReferenceHandle)handle;
        if (handle.Kind != HandleKind.TypeSpecification) return null;
        var blob = Reader.GetBlobReader(Reader.GetTypeSpecification((TypeSpecificationHandle)handle).Signature);
        if (blob.ReadSignatureTypeCode() != SignatureTypeCode.GenericTypeInstance) return null;
        _ = blob.ReadCompressedInteger();
        var generic = blob.ReadTypeHandle();
        return generic.Kind == HandleKind.TypeReference ? (TypeReferenceHandle)generic : null;
    }

    /// <summary>The arguments of an instantiation; none for a plain type.</summary>
    public ImmutableArray<string> Arguments(EntityHandle handle)
    {
        if (handle.Kind != HandleKind.TypeSpecification) return [];
        var blob = Reader.GetBlobReader(Reader.GetTypeSpecification((TypeSpecificationHandle)handle).Signature);
        if (blob.ReadSignatureTypeCode() != SignatureTypeCode.GenericTypeInstance) return [];
        _ = blob.ReadCompressedInteger();
        _ = blob.ReadTypeHandle();
        var decoder = new SignatureDecoder<string, ImmutableArray<string>>(SignatureText.Instance, Reader, default);
        var arguments = ImmutableArray.CreateBuilder<string>();
        for (var count = blob.ReadCompressedInteger(); count > 0; count--) arguments.Add(decoder.DecodeType(ref blob));
        return arguments.ToImmutable();
    }
}
