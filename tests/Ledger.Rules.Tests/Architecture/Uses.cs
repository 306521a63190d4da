using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Ledger.Rules.Tests.Architecture;

/// <summary>One type uses another, in a signature, an attribute or code.</summary>
/// <param name="By">The outermost type.</param>
/// <param name="Type">The used type; a nested one reads as Outer/Nested.</param>
/// <param name="Member">Empty for the type itself.</param>
internal sealed record Use(string By, string Type, string Member);

/// <summary>Reads out of an assembly's metadata and IL what each of its types uses.</summary>
internal static class Uses
{
    public static IReadOnlySet<Use> In(string assemblyPath)
    {
        using var file = new PEReader(File.OpenRead(assemblyPath));
        var metadata = file.GetMetadataReader();
        var uses = new HashSet<Use>();
        foreach (var handle in metadata.TypeDefinitions)
        {
            var collector = new Collector(metadata, TypeNames.Outermost(metadata, handle), uses);
            var type = metadata.GetTypeDefinition(handle);
            collector.Entity(type.BaseType);
            foreach (var implemented in type.GetInterfaceImplementations())
                collector.Entity(metadata.GetInterfaceImplementation(implemented).Interface);
            collector.Attributes(type.GetCustomAttributes());
            foreach (var field in type.GetFields().Select(metadata.GetFieldDefinition))
            {
                field.DecodeSignature(collector, null);
                collector.Attributes(field.GetCustomAttributes());
            }
            foreach (var method in type.GetMethods().Select(metadata.GetMethodDefinition))
            {
                method.DecodeSignature(collector, null);
                collector.Attributes(method.GetCustomAttributes());
                foreach (var parameter in method.GetGenericParameters().Select(metadata.GetGenericParameter))
                    foreach (var constraint in parameter.GetConstraints())
                        collector.Entity(metadata.GetGenericParameterConstraint(constraint).Type);
                if (method.RelativeVirtualAddress != 0) collector.Body(file.GetMethodBody(method.RelativeVirtualAddress));
            }
        }
        return uses;
    }

    /// <summary>Adds every type it is shown to the uses of one outermost type.</summary>
    private sealed class Collector(MetadataReader metadata, string by, HashSet<Use> uses) : ISignatureTypeProvider<string, object?>
    {
        public void Attributes(CustomAttributeHandleCollection attributes)
        {
            foreach (var attribute in attributes) Entity(metadata.GetCustomAttribute(attribute).Constructor);
        }

        public void Body(MethodBodyBlock body)
        {
            if (!body.LocalSignature.IsNil) metadata.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(this, null);
            foreach (var region in body.ExceptionRegions) Entity(region.CatchType);
            foreach (var token in Il.Tokens(body.GetILReader())) Entity(MetadataTokens.EntityHandle(token));
        }

        public void Entity(EntityHandle handle)
        {
            if (handle.IsNil) return;
            switch (handle.Kind)
            {
                case HandleKind.TypeDefinition or HandleKind.TypeReference:
                    Add(TypeNames.Of(metadata, handle), "");
                    break;
                case HandleKind.TypeSpecification:
                    metadata.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(this, null);
                    break;
                case HandleKind.MethodDefinition:
                    var method = metadata.GetMethodDefinition((MethodDefinitionHandle)handle);
                    Add(TypeNames.Of(metadata, method.GetDeclaringType()), metadata.GetString(method.Name));
                    break;
                case HandleKind.FieldDefinition:
                    var field = metadata.GetFieldDefinition((FieldDefinitionHandle)handle);
                    Add(TypeNames.Of(metadata, field.GetDeclaringType()), metadata.GetString(field.Name));
                    break;
                case HandleKind.MethodSpecification:
                    var generic = metadata.GetMethodSpecification((MethodSpecificationHandle)handle);
                    generic.DecodeSignature(this, null);
                    Entity(generic.Method);
                    break;
                case HandleKind.MemberReference:
                    Member(metadata.GetMemberReference((MemberReferenceHandle)handle));
                    break;
            }
        }

        private void Member(MemberReference member)
        {
            Entity(member.Parent);
            var parent = member.Parent.Kind switch
            {
                HandleKind.TypeReference or HandleKind.TypeDefinition => TypeNames.Of(metadata, member.Parent),
                HandleKind.TypeSpecification =>
                metadata.GetTypeSpecification((TypeSpecificationHandle)member.Parent).DecodeSignature(this, null),
                _ => "",
            };
            Add(parent, metadata.GetString(member.Name));
            if (member.GetKind() == MemberReferenceKind.Method) member.DecodeMethodSignature(this, null);
            else member.DecodeFieldSignature(this, null);
        }

        private string Add(string type, string member)
        {
            if (type.Length > 0) uses.Add(new Use(by, type, member));
            return type;
        }

        public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) =>
            Add(TypeNames.Of(reader, handle), "");

        public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) =>
            Add(TypeNames.Of(reader, handle), "");

        public string GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle,
            byte rawTypeKind) =>
            reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

        public string GetGenericInstantiation(string genericType, ImmutableArray<string> typeArguments) => genericType;

        public string GetPrimitiveType(PrimitiveTypeCode typeCode) => Add($"System.{typeCode}", "");

        public string GetArrayType(string elementType, ArrayShape shape) => elementType;

        public string GetByReferenceType(string elementType) => elementType;

        public string GetFunctionPointerType(MethodSignature<string> signature) => "";

        public string GetGenericMethodParameter(object? genericContext, int index) => "";

        public string GetGenericTypeParameter(object? genericContext, int index) => "";

        public string GetModifiedType(string modifier, string unmodifiedType, bool isRequired) => unmodifiedType;

        public string GetPinnedType(string elementType) => elementType;

        public string GetPointerType(string elementType) => elementType;

        public string GetSZArrayType(string elementType) => elementType;
    }
}
