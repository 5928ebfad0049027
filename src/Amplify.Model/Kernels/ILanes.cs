namespace Amplify.Model.Kernels;

/// <summary>The few operations the engine needs of a vector register, so that one text serves every register width.</summary>
internal unsafe interface ILanes<TVector>
    where TVector : struct
{
    static abstract int Count { get; }

    static abstract TVector Load(float* source);

    static abstract void Store(TVector value, float* target);

    static abstract TVector Broadcast(float value);

    static abstract TVector Add(TVector left, TVector right);

    static abstract TVector Subtract(TVector left, TVector right);

    static abstract TVector Multiply(TVector left, TVector right);

    static abstract TVector Divide(TVector left, TVector right);

    /// <summary>left * right + addend; fused where the processor can, in two steps where it cannot.</summary>
    static abstract TVector MultiplyAdd(TVector left, TVector right, TVector addend);

    /// <summary>The right one where one of them is no number.</summary>
    static abstract TVector Max(TVector left, TVector right);

    /// <inheritdoc cref="Max"/>
    static abstract TVector Min(TVector left, TVector right);

    /// <summary>To the nearest whole number.</summary>
    static abstract TVector Round(TVector value);

    /// <summary>value * 2^exponent, for whole exponents and results that are no denormals.</summary>
    static abstract TVector Scale(TVector value, TVector exponent);

    static abstract float Sum(TVector value);
}
