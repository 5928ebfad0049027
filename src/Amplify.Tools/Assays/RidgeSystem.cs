using System.Numerics;

namespace Amplify.Tools.Assays;

/// <summary>
/// Ridge regression: unpenalised intercept, columns, and an effect of each site that its neighbours share. Minimises
/// Σ (y - a - x·b - u[site])² + λ (b·b + u·K⁻¹u), K the sites' covariance.
/// </summary>
internal sealed class RidgeSystem(double[][] columns, int[] sites, double[] measured, double[,] sitePrecision)
{
    private readonly int dense = columns[0].Length;
    private readonly int siteCount = sitePrecision.GetLength(0);

    private int Size => 1 + dense + siteCount;

    /// <summary>Predictions of some rows from others, one list for each λ.</summary>
    public double[][] Predict(IReadOnlyList<int> from, IReadOnlyList<int> of, IReadOnlyList<double> lambdas)
    {
        var (gram, right) = Normal(from);
        return [.. lambdas.Select(lambda =>
        {
            var solution = Solve(gram, right, lambda);
            return of.Select(row => Value(solution, columns[row], solution[1 + dense + sites[row]])).ToArray();
        })];
    }

    /// <summary>Intercept, columns' coefficients and sites' effects, from all rows.</summary>
    public double[] Fit(double lambda)
    {
        var (gram, right) = Normal([.. Enumerable.Range(0, measured.Length)]);
        return Solve(gram, right, lambda);
    }

    public static double Value(double[] solution, double[] row, double siteEffect)
    {
        var sum = solution[0] + siteEffect;
        for (var i = 0; i < row.Length; i++) sum += row[i] * solution[1 + i];
        return sum;
    }

    // The lower triangle, row by row.
    private (double[][] Gram, double[] Right) Normal(IReadOnlyList<int> rows)
    {
        var (gram, right) = (Enumerable.Range(0, Size).Select(it => new double[it + 1]).ToArray(), new double[Size]);
        var x = new double[1 + dense];
        x[0] = 1;
        foreach (var row in rows)
        {
            columns[row].CopyTo(x, 1);
            for (var i = 0; i < x.Length; i++)
            {
                for (var j = 0; j <= i; j++) gram[i][j] += x[i] * x[j];
                right[i] += x[i] * measured[row];
            }

            var site = 1 + dense + sites[row];
            for (var j = 0; j < x.Length; j++) gram[site][j] += x[j];
            gram[site][site] += 1;
            right[site] += measured[row];
        }

        return (gram, right);
    }

    private double[] Solve(double[][] gram, double[] right, double lambda)
    {
        var lower = new double[Size][];
        for (var i = 0; i < Size; i++)
        {
            lower[i] = [.. gram[i]];
            if (i is > 0 && i <= dense) lower[i][i] += lambda;
            for (var j = 1 + dense; j <= i; j++) lower[i][j] += lambda * sitePrecision[i - 1 - dense, j - 1 - dense];
        }

        return Cholesky.Solve(lower, right);
    }
}

/// <summary>Symmetric positive systems, their lower triangles row by row.</summary>
internal static class Cholesky
{
    /// <summary>Overwrites the matrix by its factor.</summary>
    public static double[] Solve(double[][] lower, double[] right)
    {
        Factor(lower);
        var solution = new double[right.Length];
        for (var i = 0; i < solution.Length; i++) solution[i] = (right[i] - Dot(lower[i], solution, i)) / lower[i][i];
        for (var i = solution.Length - 1; i >= 0; i--)
        {
            solution[i] /= lower[i][i];
            for (var j = 0; j < i; j++) solution[j] -= lower[i][j] * solution[i];
        }

        return solution;
    }

    public static double[,] Inverse(double[][] lower)
    {
        Factor(lower);
        var size = lower.Length;
        var inverse = new double[size, size];
        for (var column = 0; column < size; column++)
        {
            var unit = new double[size];
            for (var i = column; i < size; i++) unit[i] = ((i == column ? 1 : 0) - Dot(lower[i], unit, i)) / lower[i][i];
            for (var i = size - 1; i >= 0; i--)
            {
                unit[i] /= lower[i][i];
                for (var j = 0; j < i; j++) unit[j] -= lower[i][j] * unit[i];
            }

            for (var i = 0; i < size; i++) inverse[i, column] = unit[i];
        }

        return inverse;
    }

    private static void Factor(double[][] lower)
    {
        for (var i = 0; i < lower.Length; i++)
        {
            for (var j = 0; j < i; j++) lower[i][j] = (lower[i][j] - Dot(lower[i], lower[j], j)) / lower[j][j];
            lower[i][i] = Math.Sqrt(lower[i][i] - Dot(lower[i], lower[i], i));
        }
    }

    private static double Dot(double[] left, double[] right, int count)
    {
        var (at, sums) = (0, Vector<double>.Zero);
        for (; at <= count - Vector<double>.Count; at += Vector<double>.Count)
            sums += new Vector<double>(left, at) * new Vector<double>(right, at);
        var sum = Vector.Sum(sums);
        for (; at < count; at++) sum += left[at] * right[at];
        return sum;
    }
}
