using System.Reflection;
using System.Reflection.Emit;

namespace Amplify.Testing;

/// <summary>
/// Who names whom in compiled code: signatures, bodies and attributes, with what the compiler made of lambdas and iterators. A constant
/// leaves no trace of whose it was.
/// </summary>
public static class Arrows
{
    private const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance
        | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<short, OpCode> Codes = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(it => (OpCode)it.GetValue(null)!).ToDictionary(it => it.Value);

    /// <summary>What a type names, itself and nested ones left out: types, and members with the types in their signatures.</summary>
    public static IEnumerable<(Type From, MemberInfo To)> From(Assembly assembly) =>
        assembly.GetTypes().SelectMany(type => Named(type).Select(to => (Outermost(type), to)))
            .Where(it => Outermost(it.to as Type ?? it.to.DeclaringType!) != it.Item1).Distinct();

    public static Type Outermost(Type type)
    {
        while (type.DeclaringType is { } outer) type = outer;
        return type.IsGenericType ? type.GetGenericTypeDefinition() : type;
    }

    private static IEnumerable<MemberInfo> Named(Type type)
    {
        IEnumerable<Type?> ofType = [type.BaseType, .. type.GetInterfaces()];
        var ofMembers = type.GetMembers(All).SelectMany(it => Signature(it).Concat(it is MethodBase method ? Body(method) : []));
        return ofType.OfType<Type>().SelectMany(Parts).Concat(ofMembers);
    }

    private static IEnumerable<MemberInfo> Signature(MemberInfo member) => (member switch
    {
        FieldInfo it => [it.FieldType],
        MethodInfo it => [it.ReturnType, .. it.GetParameters().Select(parameter => parameter.ParameterType)],
        ConstructorInfo it => it.GetParameters().Select(parameter => parameter.ParameterType),
        _ => (IEnumerable<Type>)[],
    }).SelectMany(Parts);

    // A type, without arrays and pointers around it, and what it is made generic by.
    private static IEnumerable<Type> Parts(Type type)
    {
        while (type.GetElementType() is { } element) type = element;
        return type.IsGenericParameter ? [] : [type, .. type.GetGenericArguments().SelectMany(Parts)];
    }

    private static IEnumerable<MemberInfo> Body(MethodBase method)
    {
        if (method.GetMethodBody() is not { } body || body.GetILAsByteArray() is not { } code) yield break;
        foreach (var part in body.LocalVariables.SelectMany(it => Parts(it.LocalType))) yield return part;
        for (var at = 0; at < code.Length;)
        {
            var opcode = Codes[code[at] == 0xFE ? (short)(0xFE00 | code[++at]) : code[at]];
            at++;
            if (opcode.OperandType is OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType
                && Resolve(method, BitConverter.ToInt32(code, at)) is { } member)
            {
                yield return member;
                foreach (var part in member is Type type ? Parts(type) : Parts(member.DeclaringType!).Concat(Signature(member)))
                    yield return part;
            }

            at += opcode.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, at)),
                _ => 4,
            };
        }
    }

    private static MemberInfo? Resolve(MethodBase method, int token)
    {
        var ofType = method.DeclaringType is { IsGenericType: true } type ? type.GetGenericArguments() : null;
        return method.Module.ResolveMember(token, ofType, method.IsGenericMethodDefinition ? method.GetGenericArguments() : null);
    }
}
