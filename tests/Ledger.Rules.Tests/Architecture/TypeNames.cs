using System.Reflection.Metadata;

namespace Ledger.Rules.Tests.Architecture;

/// <summary>Full names of types out of metadata: namespace, dot, name; a nested type reads as Outer/Nested.</summary>
internal static class TypeNames
{
    public static string Of(MetadataReader metadata, EntityHandle handle)
    {
        if (handle.Kind == HandleKind.TypeDefinition)
        {
            var type = metadata.GetTypeDefinition((TypeDefinitionHandle)handle);
            var outer = type.GetDeclaringType();
            return outer.IsNil ? Joined(metadata, type.Namespace, type.Name) : $"{Of(metadata, outer)}/{metadata.GetString(type.Name)}";
        }
        var reference = metadata.GetTypeReference((TypeReferenceHandle)handle);
        return reference.ResolutionScope.Kind == HandleKind.TypeReference
            ? $"{Of(metadata, reference.ResolutionScope)}/{metadata.GetString(reference.Name)}"
            : Joined(metadata, reference.Namespace, reference.Name);
    }

    /// <summary>The type a lambda's or iterator's class was written in.</summary>
    public static string Outermost(MetadataReader metadata, TypeDefinitionHandle handle) => Of(metadata, handle).Split('/')[0];

    public static string NamespaceOf(string type) =>
        type.Split('/')[0] is var outer && outer.LastIndexOf('.') is var dot && dot > 0 ? outer[..dot] : "";

    private static string Joined(MetadataReader metadata, StringHandle space, StringHandle name) =>
        space.IsNil ? metadata.GetString(name) : $"{metadata.GetString(space)}.{metadata.GetString(name)}";
}
