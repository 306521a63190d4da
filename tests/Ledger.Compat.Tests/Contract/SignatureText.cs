using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;

namespace Ledger.Compat.Tests.Contract;

/// <summary>
/// Writes signatures as text that is equal exactly when the runtime would bind the one to the other:
/// with class or value type, generic positions and required modifiers. The context holds arguments for type parameters.
/// </summary>
internal sealed class SignatureText : ISignatureTypeProvider<string, ImmutableArray<string>>
{
    public static readonly SignatureText Instance = new();

    public static string Of(MethodSignature<string> signature, string name) =>
        $"{(signature.Header.IsInstance ? "instance" : "static")} {signature.ReturnType} {name}`{signature.GenericParameterCount}" +
        $"({string.Join(", ", signature.ParameterTypes)})";

    public static string OfField(string type, string name) => $"field {type} {name}";

    public static string Name(MetadataReader reader, TypeReferenceHandle handle)
    {
        var type = reader.GetTypeReference(handle);
        var name = reader.GetString(type.Name);
        return type.ResolutionScope.Kind == HandleKind.TypeReference
            ? Name(reader, (TypeReferenceHandle)type.ResolutionScope) + "+" + name
            : reader.GetString(type.Namespace) + "." + name;
    }

    public static string Name(MetadataReader reader, TypeDefinitionHandle handle)
    {
        var type = reader.GetTypeDefinition(handle);
        var name = reader.GetString(type.Name);
        if (!type.GetDeclaringType().IsNil) return Name(reader, type.GetDeclaringType()) + "+" + name;
        return reader.GetString(type.Namespace) + "." + name;
    }

    /// <summary>The constraints of a method's type parameters, in order.</summary>
    public static string Constraints(MetadataReader reader, MethodDefinition method) =>
        string.Join("; ", method.GetGenericParameters().Select(reader.GetGenericParameter).Select(parameter =>
        {
            var types = parameter.GetConstraints().Select(reader.GetGenericParameterConstraint)
                .Select(constraint => ConstraintType(reader, constraint.Type));
            return $"{parameter.Attributes & GenericParameterAttributes.SpecialConstraintMask} {string.Join(", ", types)}";
        }));

    public string GetArrayType(string elementType, ArrayShape shape) => $"{elementType}[{new string(',', shape.Rank - 1)}]";

    public string GetByReferenceType(string elementType) => elementType + "&";

    public string GetFunctionPointerType(MethodSignature<string> signature) => "*" + Of(signature, string.Empty);

    public string GetGenericInstantiation(string genericType, ImmutableArray<string> typeArguments) =>
        $"{genericType}<{string.Join(", ", typeArguments)}>";

    public string GetGenericMethodParameter(ImmutableArray<string> genericContext, int index) => $"!!{index}";

    public string GetGenericTypeParameter(ImmutableArray<string> genericContext, int index) =>
        genericContext.IsDefaultOrEmpty ? $"!{index}" : genericContext[index];

    public string GetModifiedType(string modifier, string unmodifiedType, bool isRequired) =>
        $"{unmodifiedType} {(isRequired ? "modreq" : "modopt")}({modifier})";

    public string GetPinnedType(string elementType) => elementType + " pinned";

    public string GetPointerType(string elementType) => elementType + "*";

    public string GetPrimitiveType(PrimitiveTypeCode typeCode) => typeCode.ToString();

    public string GetSZArrayType(string elementType) => elementType + "[]";

    public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) =>
        Kind(rawTypeKind) + Name(reader, handle);

    public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) =>
        Kind(rawTypeKind) + Name(reader, handle);

    public string GetTypeFromSpecification(
        MetadataReader reader, ImmutableArray<string> genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
        reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

    private static string ConstraintType(MetadataReader reader, EntityHandle type) => type.Kind switch
    {
        HandleKind.TypeReference => Name(reader, (TypeReferenceHandle)type),
        HandleKind.TypeDefinition => Name(reader, (TypeDefinitionHandle)type),
        _ => reader.GetTypeSpecification((TypeSpecificationHandle)type).DecodeSignature(Instance, default),
    };

    private static string Kind(byte rawTypeKind) => (SignatureTypeKind)rawTypeKind switch
    {
        SignatureTypeKind.Class => "class ",
        SignatureTypeKind.ValueType => "valuetype ",
        _ => string.Empty,
    };
}
