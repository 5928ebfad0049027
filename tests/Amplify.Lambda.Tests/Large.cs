using System.Globalization;
using System.Text;

namespace Amplify.Lambda.Tests;

/// <summary>Results as large as one likes, in the container's shape and with its digits.</summary>
internal static class Large
{
    private const int Rows = 20;

    public static byte[] Heatmap(int length)
    {
        var json = new StringBuilder("{\"heatmap\":[");
        for (var row = 0; row < Rows; row++)
        {
            json.Append(row == 0 ? "[" : ",[");
            for (var column = 0; column < length; column++)
            {
                if (column > 0) json.Append(", ");
                json.Append(
                    row == column % Rows
                        ? "0.0"
                        : string.Create(
                            CultureInfo.InvariantCulture,
                            $"-{1 + (((row * 31) + (column * 17)) % 9)}.{123456789012345 + (column * 20) + row}"));
            }

            json.Append(']');
        }

        return Encoding.UTF8.GetBytes(json.Append("],\"outliers\":[]}").ToString());
    }
}
