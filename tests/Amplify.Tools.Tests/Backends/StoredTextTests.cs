using System.Text;
using Amplify.Tools.Backends;
using Amplify.Tools.Inputs;
using Amplify.Tools.Tests.Support;

namespace Amplify.Tools.Tests.Backends;

public class StoredTextTests
{
    [Theory]
    [InlineData("""{"error_message":"Out of memory","error_type":"model_error"}""", "Out of memory", "model_error")]
    [InlineData("""{"errorMessage":"Timed out","code":"ModelError"}""", "Timed out", "ModelError")]
    [InlineData("""{"message":""}""", """{"message":""}""", "model_error")]
    [InlineData("""{"message":{"deep":1},"error":"it broke"}""", "it broke", "model_error")]
    [InlineData("""{"message":"\ud800"}""", "\uFFFD", "model_error")]
    [InlineData("Received server error (500)\nfrom primary", "Received server error (500)\uFFFDfrom primary", "text_format")]
    [InlineData("[1, 2]", "[1, 2]", "text_format")]
    [InlineData("", "Prediction failed but no error details are available", "empty_failure_log")]
    [InlineData(" \n", "Prediction failed but no error details are available", "empty_failure_log")]
    public void A_failure_object_is_understood_in_every_form(string stored, string message, string type)
    {
        var error = FailureText.Read(Encoding.UTF8.GetBytes(stored));

        Assert.Equal((message, type), (error.ErrorMessage, error.ErrorType));
    }

    [Fact]
    public void A_long_failure_is_cut() =>
        Assert.InRange(FailureText.Read(Encoding.UTF8.GetBytes(new string('x', 100_000))).ErrorMessage.Length, 500, 700);

    [Fact]
    public void A_record_is_read_back_as_it_was_written()
    {
        var record = new JobRecord(65, new('a', 64), ScriptedBackend.Noon, ScriptedBackend.Noon.AddMinutes(1))
        {
            FailureLocation = "s3://f",
            Predictor = "p"
        };

        Assert.Equal(record, JobRecord.Read(record.Write()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("{\"sequence_length\":65}")]
    [InlineData("\u0001")]
    public void Bytes_that_are_no_record_are_none(string stored) => Assert.Null(JobRecord.Read(Encoding.UTF8.GetBytes(stored)));

    [Fact]
    public void A_job_has_one_key_for_the_same_residues_and_scorer()
    {
        Assert.True(ProteinSequence.TryParse(">x\nmktv*", out var pasted, out _));
        Assert.True(ProteinSequence.TryParse("MKTV", out var plain, out _));

        Assert.Equal(JobKey.Of(plain, "endpoint", "350m"), JobKey.Of(pasted, "endpoint", "350m"));
        Assert.NotEqual(JobKey.Of(plain, "endpoint", "350m"), JobKey.Of(plain, "endpoint", "120m"));
        Assert.NotEqual(JobKey.Of(plain, "a", "b"), JobKey.Of(plain, "a\nb", ""));
        Assert.Matches("^[0-9a-f]{64}$", JobKey.Of(plain));
    }
}
