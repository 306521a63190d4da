using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;

namespace Ledger.Compat.Tests.Contract;

/// <summary>A method of the contract that others override or implement.</summary>
internal sealed record ContractMethod(string Signature, string Constraints, bool IsVirtual, bool IsAbstract, bool IsAccessible);

/// <summary>What the stand-in assemblies offer to others, read from their metadata.</summary>
internal sealed class ContractSurface : IDisposable
{
    private readonly OfficialAssembly[] _assemblies = [.. OfficialAssembly.ContractNames.Select(name => new OfficialAssembly(name))];
    private readonly Dictionary<(string Assembly, string Type), (MetadataReader Reader, TypeDefinition Definition)> _types = [];

    public ContractSurface()
    {
        foreach (var assembly in _assemblies)
        {
            foreach (var handle in assembly.Reader.TypeDefinitions)
            {
                var definition = assembly.Reader.GetTypeDefinition(handle);
                if (IsVisible(assembly.Reader, definition))
                    _types.Add((assembly.Name, SignatureText.Name(assembly.Reader, handle)), (assembly.Reader, definition));
            }
        }
    }

    public void Dispose() => Array.ForEach(_assemblies, assembly => assembly.Dispose());

    public bool HasType(string assembly, string type) => _types.ContainsKey((assembly, type));

    /// <summary>Whether a method or field with this signature can be reached from outside.</summary>
    public bool HasMember(string assembly, string type, string signature) =>
        _types.TryGetValue((assembly, type), out var found) &&
        (Methods(assembly, type, default).Any(method => method.IsAccessible && method.Signature == signature) ||
         Fields(found.Reader, found.Definition).Contains(signature));

    /// <summary>The methods of a type, with the type's parameters replaced by arguments where given.</summary>
    public IReadOnlyList<ContractMethod> Methods(string assembly, string type, ImmutableArray<string> arguments)
    {
        var (reader, definition) = _types[(assembly, type)];
        return [.. definition.GetMethods().Select(reader.GetMethodDefinition).Select(method => new ContractMethod(
            SignatureText.Of(method.DecodeSignature(SignatureText.Instance, arguments), reader.GetString(method.Name)),
            SignatureText.Constraints(reader, method),
            method.Attributes.HasFlag(MethodAttributes.Virtual) && !method.Attributes.HasFlag(MethodAttributes.Final),
            method.Attributes.HasFlag(MethodAttributes.Abstract),
            IsReachable(method.Attributes)))];
    }

    private static bool IsReachable(MethodAttributes attributes) =>
        (attributes & MethodAttributes.MemberAccessMask)
            is MethodAttributes.Public or MethodAttributes.Family or MethodAttributes.FamORAssem;

    private static IEnumerable<string> Fields(MetadataReader reader, TypeDefinition definition) =>
        from field in definition.GetFields().Select(reader.GetFieldDefinition)
        where (field.Attributes & FieldAttributes.FieldAccessMask) is FieldAttributes.Public
        where !field.Attributes.HasFlag(FieldAttributes.Literal)
        select SignatureText.OfField(field.DecodeSignature(SignatureText.Instance, default), reader.GetString(field.Name));

    private static bool IsVisible(MetadataReader reader, TypeDefinition definition) =>
        (definition.Attributes & TypeAttributes.VisibilityMask) switch
    {
        TypeAttributes.Public => true,
        TypeAttributes.NestedPublic or TypeAttributes.NestedFamily or TypeAttributes.NestedFamORAssem =>
            IsVisible(reader, reader.GetTypeDefinition(definition.GetDeclaringType())),
        _ => false,
    };
}
