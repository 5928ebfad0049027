using Amplify.Mcp.Commands;
using Amplify.Tools.Contract;

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

        new ScanReport(Completed(stored), offset: 0).Print(printed);

        Assert.Contains("by a model that does not name itself", printed.ToString(), StringComparison.Ordinal);
    }

    private static ToolData.Completed Completed(string stored) => new()
    {
        Results = new(System.Text.Encoding.UTF8.GetBytes(stored)),
        OutputId = "job-1",
        S3OutputPath = "s3://bucket/job-1.out",
        CompletionTime = DateTimeOffset.UnixEpoch,
    };
}
