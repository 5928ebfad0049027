using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Amplify.Tools.Tests;

/// <summary>Whoever reads the log, late or never, no call waits for it.</summary>
public sealed class LogStreamTests : IDisposable
{
    private readonly SlowReader reader = new();

    public void Dispose() => reader.Dispose();

    [Fact]
    public void A_reader_that_stands_still_costs_lines_and_nobody_time_and_is_told_how_many()
    {
        using var stream = new LogStream(reader.Write, count => JsonLog.Missing(count, TimeProvider.System));
        using var log = new JsonLog(stream, LogLevel.Information, TimeProvider.System);
        var logger = log.CreateLogger("Amplify");
        const int Lines = 20_000;

        for (var number = 0; number < Lines; number++) logger.LogInformation("Line {Number}", number); // far more than there is room for
        reader.IsReading.Set();
        reader.Until(lines => lines is [.., var last] && last.Contains("\"count\":", StringComparison.Ordinal)
            && Numbers(lines).Count + Missing(lines) == Lines);

        var numbers = Numbers(reader.Lines);
        Assert.InRange(numbers.Count, 1, Lines - 1);
        Assert.Equal(numbers.Order(), numbers);
        Assert.Equal("WARN", JsonElement.Parse(reader.Lines[^1]).GetProperty("level").GetString());
    }

    [Fact]
    public void What_was_dropped_is_told_before_what_came_after()
    {
        using var stream = Stream();

        for (var number = 0; number < 20; number++) stream.Write(new byte[LogStream.Room / 10]);
        reader.IsReading.Set();
        reader.Until(lines => lines.Count(it => it[0] == '\0') + Told(lines).Sum() == 20);
        stream.Write("last"u8);
        reader.Until(lines => lines[^1] == "last");

        Assert.Equal($"dropped {Told(reader.Lines)[^1]}", reader.Lines[^2]);
    }

    [Fact]
    public void A_flush_waits_for_a_reader_that_reads_and_not_for_one_that_does_not()
    {
        using var stream = Stream();

        stream.Write("one"u8);
        stream.Flush(); // returns, though nothing is out
        var before = reader.Lines.Count;
        reader.IsReading.Set();
        reader.Until(lines => lines.Count == 1);

        Assert.Equal(0, before);
    }

    [Fact]
    public void A_stream_that_is_broken_loses_its_lines_and_nothing_else()
    {
        using var stream = Stream();
        reader.IsReading.Set();
        reader.IsBroken = true;

        stream.Write("lost"u8);
        stream.Write("lost or late"u8);
        reader.Until(_ => reader.HasFailed);
        reader.IsBroken = false;
        stream.Write("kept"u8);
        reader.Until(lines => lines.Contains("kept") && Told(lines).Sum() + lines.Count(it => it == "lost or late") == 2);

        Assert.DoesNotContain("lost", reader.Lines);
        Assert.NotEmpty(Told(reader.Lines));
    }

    private LogStream Stream() => new(reader.Write, count => Encoding.UTF8.GetBytes($"dropped {count}"));

    private static List<int> Told(IReadOnlyList<string> lines) =>
        [.. lines.Where(it => it.StartsWith("dropped ", StringComparison.Ordinal))
            .Select(it => int.Parse(it[8..], CultureInfo.InvariantCulture))];

    private static List<int> Numbers(IReadOnlyList<string> lines) => Values(lines, "number");

    private static int Missing(IReadOnlyList<string> lines) => Values(lines, "count").Sum();

    private static List<int> Values(IReadOnlyList<string> lines, string name) =>
        [.. lines.Where(it => it.Contains($"\"{name}\":", StringComparison.Ordinal))
        .Select(it => JsonElement.Parse(it).GetProperty(name).GetInt32())];

    /// <summary>Takes lines once it is told to, or fails.</summary>
    private sealed class SlowReader : IDisposable
    {
        private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
        private readonly List<string> lines = [];

        public ManualResetEventSlim IsReading { get; } = new();

        public bool IsBroken { get; set; }

        public bool HasFailed { get; private set; }

        public IReadOnlyList<string> Lines
        {
            get
            {
                lock (lines) return [.. lines];
            }
        }

        public void Write(byte[] line)
        {
            IsReading.Wait();
            lock (lines)
            {
                Monitor.PulseAll(lines);
                if (IsBroken)
                {
                    HasFailed = true;
                    throw new IOException("Broken pipe");
                }

                lines.Add(Encoding.UTF8.GetString(line));
            }
        }

        public void Dispose() => IsReading.Set();

        public void Until(Func<IReadOnlyList<string>, bool> isThere)
        {
            lock (lines)
            {
                while (!isThere(lines)) Assert.True(Monitor.Wait(lines, Patience), "nothing more was written");
            }
        }
    }
}
