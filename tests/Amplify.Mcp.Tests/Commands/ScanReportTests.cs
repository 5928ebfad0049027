using System.Text;
using Amplify.Mcp.Commands;
using Amplify.Tools;
using Amplify.Tools.Scans;

namespace Amplify.Mcp.Tests.Commands;

public class ScanReportTests
{
    [Theory]
    [InlineData("\"\\ud800\"")]
    [InlineData("7")]
    [InlineData("{}")]
    public void A_model_whose_name_is_no_text_does_not_name_itself(string name)
    {
        var stored = $$"""
            {"predictions":[{"position":1,"original_aa":"M","variant_aa":"L","effect_score":1}],"metadata":{"model_version":{{name}} } }
            """;
        var printed = new StringWriter();

        new ScanReport(new("job-1", View.Full, 0, StoredResult.Read(Encoding.UTF8.GetBytes(stored)), [])).Print(printed);

        Assert.Contains("by a model that does not name itself", printed.ToString(), StringComparison.Ordinal);
    }
}
