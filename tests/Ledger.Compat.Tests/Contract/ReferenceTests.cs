using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using Xunit;

namespace Ledger.Compat.Tests.Contract;

/// <summary>Whatever the official assemblies refer to in the two contract assemblies has to exist in the stand-ins.</summary>
public sealed class ReferenceTests : IDisposable
{
    private static readonly IEqualityComparer<ContractMethod> SameSlot = EqualityComparer<ContractMethod>.Create(
        (left, right) => (left?.Signature, left?.Constraints) == (right?.Signature, right?.Constraints),
        method => method.Signature.GetHashCode(StringComparison.Ordinal));

    private readonly ContractSurface _surface = new();

    public static TheoryData<string> Official => ["Grpc.AspNetCore.Server", "Grpc.Net.Client"];

    public void Dispose() => _surface.Dispose();

    [Theory]
    [MemberData(nameof(Official))]
    public void Every_referenced_type_exists(string name)
    {
        using var assembly = new OfficialAssembly(name);
        var references = assembly.ContractTypes().ToList();

        var missing = references
            .Select(handle => (Assembly: assembly.ContractOf(handle)!, Type: SignatureText.Name(assembly.Reader, handle)))
            .Where(type => !_surface.HasType(type.Assembly, type.Type));

        Assert.Empty(missing);
        Assert.InRange(references.Count, 25, int.MaxValue);
    }

    [Theory]
    [MemberData(nameof(Official))]
    public void Every_referenced_member_exists_with_its_full_signature(string name)
    {
        using var assembly = new OfficialAssembly(name);
        var references = assembly.ContractMembers().ToList();

        var missing = references
            .Select(reference => (
                Assembly: assembly.ContractOf(reference.Type)!,
                Type: SignatureText.Name(assembly.Reader, reference.Type),
                Signature: Signature(assembly.Reader, reference.Member)))
            .Where(member => !_surface.HasMember(member.Assembly, member.Type, member.Signature));

        Assert.Empty(missing);
        Assert.InRange(references.Count, 60, int.MaxValue);
    }

    [Fact]
    public void The_inspection_sees_more_than_a_hundred_members()
    {
        using var server = new OfficialAssembly("Grpc.AspNetCore.Server");
        using var client = new OfficialAssembly("Grpc.Net.Client");

        Assert.InRange(server.ContractMembers().Count() + client.ContractMembers().Count(), 101, int.MaxValue);
    }

    [Theory]
    [MemberData(nameof(Official))]
    public void Every_override_finds_its_virtual_method_and_every_abstract_method_is_overridden(string name)
    {
        using var assembly = new OfficialAssembly(name);
        var reader = assembly.Reader;
        var problems = new List<string>();
        var inspected = 0;
        foreach (var type in reader.TypeDefinitions.Select(reader.GetTypeDefinition))
        {
            if (ContractBase(assembly, type) is not { } parent) continue;
            inspected++;
            var inherited = _surface.Methods(parent.Assembly, parent.Type, parent.Arguments)
                .Where(method => method is { IsVirtual: true, IsAccessible: true })
                .ToList();
            var overrides = Overrides(reader, type);
            var homeless = overrides.Where(method => !inherited.Contains(method, SameSlot) && !IsFromObject(method));
            problems.AddRange(homeless.Select(method => $"no slot for {method} in {parent.Type}"));
            if (type.Attributes.HasFlag(TypeAttributes.Abstract)) continue;
            var unmet = inherited.Where(method => method.IsAbstract && !overrides.Contains(method, SameSlot));
            problems.AddRange(unmet.Select(method => $"{parent.Type} demands {method}"));
        }

        Assert.Empty(problems);
        Assert.InRange(inspected, 5, int.MaxValue);
    }

    [Theory]
    [MemberData(nameof(Official))]
    public void Every_interface_method_is_implemented(string name)
    {
        using var assembly = new OfficialAssembly(name);
        var reader = assembly.Reader;
        var problems = new List<string>();
        var inspected = 0;
        foreach (var type in reader.TypeDefinitions.Select(reader.GetTypeDefinition))
        {
            if (type.Attributes.HasFlag(TypeAttributes.Interface)) continue;
            foreach (var handle in type.GetInterfaceImplementations())
            {
                var contract = reader.GetInterfaceImplementation(handle).Interface;
                if (assembly.Underlying(contract) is not { } reference) continue;
                if (assembly.ContractOf(reference) is not { } contractAssembly) continue;
                inspected++;
                var interfaceName = SignatureText.Name(reader, reference);
                var available = Implementations(reader, type);
                problems.AddRange(_surface.Methods(contractAssembly, interfaceName, assembly.Arguments(contract))
                    .Where(method => method.IsAbstract && !available.Contains(method.Signature))
                    .Select(method => $"{reader.GetString(type.Name)} does not implement {method.Signature} of {interfaceName}"));
            }
        }

        Assert.Empty(problems);
        Assert.InRange(inspected, 3, int.MaxValue);
    }

    [Theory]
    [MemberData(nameof(Official))]
    public void The_runtime_loads_every_type(string name) => Assert.NotEmpty(Assembly.Load(name).GetTypes());

    private static string Signature(MetadataReader reader, MemberReference member) => member.GetKind() == MemberReferenceKind.Method
        ? SignatureText.Of(member.DecodeMethodSignature(SignatureText.Instance, default), reader.GetString(member.Name))
        : SignatureText.OfField(member.DecodeFieldSignature(SignatureText.Instance, default), reader.GetString(member.Name));

    private static (string Assembly, string Type, ImmutableArray<string> Arguments)? ContractBase(
        OfficialAssembly assembly, TypeDefinition type) =>
        !type.BaseType.IsNil && assembly.Underlying(type.BaseType) is { } reference && assembly.ContractOf(reference) is { } contract
            ? (contract, SignatureText.Name(assembly.Reader, reference), assembly.Arguments(type.BaseType))
            : null;

    private static List<ContractMethod> Overrides(MetadataReader reader, TypeDefinition type) =>
        [.. from method in type.GetMethods().Select(reader.GetMethodDefinition)
            where method.Attributes.HasFlag(MethodAttributes.Virtual) && !method.Attributes.HasFlag(MethodAttributes.NewSlot)
            select new ContractMethod(
                Signature(method, reader.GetString(method.Name)), SignatureText.Constraints(reader, method), true, false, true)];

    private static bool IsFromObject(ContractMethod method) =>
        method.Signature is "instance String ToString`0()" or "instance Boolean Equals`0(Object)" or "instance Int32 GetHashCode`0()";

    /// <summary>What a type offers to its interfaces: virtual methods, those of its own bases and explicit implementations.</summary>
    private static HashSet<string> Implementations(MetadataReader reader, TypeDefinition type)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        for (TypeDefinition? current = type; current is { } definition; current = OwnBase(reader, definition))
        {
            foreach (var method in definition.GetMethods().Select(reader.GetMethodDefinition))
            {
                if (method.Attributes.HasFlag(MethodAttributes.Virtual)) found.Add(Signature(method, reader.GetString(method.Name)));
            }

            foreach (var implementation in definition.GetMethodImplementations().Select(reader.GetMethodImplementation))
            {
                if (implementation.MethodBody.Kind != HandleKind.MethodDefinition) continue;
                if (implementation.MethodDeclaration.Kind != HandleKind.MemberReference) continue;
                var body = reader.GetMethodDefinition((MethodDefinitionHandle)implementation.MethodBody);
                var declaration = reader.GetMemberReference((MemberReferenceHandle)implementation.MethodDeclaration);
                found.Add(Signature(body, reader.GetString(declaration.Name)));
            }
        }

        return found;
    }

    private static string Signature(MethodDefinition method, string name) =>
        SignatureText.Of(method.DecodeSignature(SignatureText.Instance, default), name);

    private static TypeDefinition? OwnBase(MetadataReader reader, TypeDefinition type) =>
        type.BaseType is { IsNil: false, Kind: HandleKind.TypeDefinition } handle ? reader.GetTypeDefinition(
            (TypeDefinitionHandle)handle) : null;
}
