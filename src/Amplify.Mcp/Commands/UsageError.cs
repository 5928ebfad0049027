using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using Amplify.Tools.Inputs;

namespace Amplify.Mcp.Commands;

/// <summary>A command line that cannot be read: what is wrong, what was perhaps meant, and where to look.</summary>
internal static partial class UsageError
{
    private const int MostTypos = 2;
    private const int Longest = 60;

    /// <returns>null: it can be read.</returns>
    public static IReadOnlyList<string>? Of(ParseResult parsed)
    {
        if (parsed.Action?.ClearsParseErrors == true) return null;
        var (command, path) = (parsed.CommandResult, PathOf(parsed.CommandResult));
        if (StrayOption(parsed) is { } option)
            return Lines(parsed, $"{path} has no option {option}", Closest(option, OptionsOf(command)));
        if (parsed.Errors is not [var error, ..]) return null;
        if (parsed.UnmatchedTokens is [var word, ..] && command.Command.Subcommands.Count > 0)
            return Lines(parsed, $"{path} has no command {Quote(word)}", Closest(word, command.Command.Subcommands.Select(it => it.Name)));
        return Lines(parsed, Message(parsed, error), null);
    }

    /// <summary>Where the whole of a command is told.</summary>
    public static string Pointer(ParseResult parsed) => $"{PathOf(parsed.CommandResult)} --help says more.";

    /// <summary>amplify-mcp model pull</summary>
    public static string PathOf(CommandResult command) => command.Parent is CommandResult parent
        ? $"{PathOf(parent)} {command.Command.Name}" : CommandLine.Program;

    private static string[] Lines(ParseResult parsed, string message, string? meant) =>
        [$"{CommandLine.Program}: {message.TrimEnd('.')}.", .. meant is null ? (string[])[] : [$"Did you mean {meant}?"], Pointer(parsed)];

    private static string Message(ParseResult parsed, ParseError error)
    {
        var (command, given) = (parsed.CommandResult, error.SymbolResult?.Tokens is [var first, ..] ? Quote(first.Value) : null);
        switch (Of(error.SymbolResult))
        {
            case OptionResult { Option: var option } when given is null:
                return $"{option.Name} needs a value{(option.HelpName is { } name ? $" ({name})" : "")}";
            case OptionResult { Option: var option } result when result.Tokens.Count > option.Arity.MaximumNumberOfValues:
                return $"{option.Name} is there more than once";
            case OptionResult { Option: var option }:
                return $"{option.Name} is {given}; it takes {Taken(option.ValueType, option.GetCompletions(CompletionContext.Empty))}";
            case ArgumentResult { Argument: var argument } when given is not null:
                return $"{argument.Name} is {given}; it takes "
                    + Taken(argument.ValueType, argument.GetCompletions(CompletionContext.Empty));
        }

        if (parsed.UnmatchedTokens is [var word, ..])
            return $"{Quote(word)} is one word too many for {PathOf(command)}; what holds blanks stands in quotes";
        var missing = command.Command.Arguments.FirstOrDefault(it => it.Arity.MinimumNumberOfValues > 0
            && command.GetResult(it)?.Tokens is null or []);
        if (missing is not null) return $"{PathOf(command)} needs {missing.Name}: {missing.Description}";
        if (command.Command.Subcommands is { Count: > 0 } subcommands)
            return $"{PathOf(command)} needs a command: {string.Join(", ", subcommands.Select(it => it.Name))}";
        return error.Message;
    }

    // An option's error may hang at its value.
    private static SymbolResult? Of(SymbolResult? result) => result is ArgumentResult { Parent: OptionResult option } ? option : result;

    private static string Taken(Type type, IEnumerable<CompletionItem> choices)
    {
        string[] words = [.. choices.Select(it => it.Label)];
        if (words.Length > 0) return string.Join(" or ", words);
        return type == typeof(int) || type == typeof(int?) ? "a whole number" : "something else";
    }

    // A word that looks like an option and was taken for a value, or for nothing.
    private static string? StrayOption(ParseResult parsed)
    {
        var values = parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(it => it.Tokens).Select(it => it.Value);
        return parsed.UnmatchedTokens.Concat(values).FirstOrDefault(it => Option.IsMatch(it)) is { } stray
            ? SafeText.Quote(stray, Longest) : null;
    }

    private static IEnumerable<string> OptionsOf(SymbolResult? command) => command is not CommandResult { Command: var it } ? []
        : it.Options.SelectMany(option => option.Aliases.Append(option.Name)).Concat(OptionsOf(command.Parent));

    private static string? Closest(string word, IEnumerable<string> known) => known.Distinct()
        .Select(it => (Name: it, Distance: it.StartsWith(word, StringComparison.Ordinal) ? 1 : Distance(word, it)))
        .Where(it => it.Distance <= MostTypos && it.Distance < it.Name.Length / 2)
        .OrderBy(it => it.Distance).Select(it => it.Name).FirstOrDefault();

    // Letters to change, add or leave out.
    private static int Distance(string left, string right)
    {
        int[] row = [.. Enumerable.Range(0, right.Length + 1)];
        for (var at = 1; at <= left.Length; at++)
        {
            var before = row[0]++;
            for (var to = 1; to <= right.Length; to++)
            {
                var changed = before + (left[at - 1] == right[to - 1] ? 0 : 1);
                before = row[to];
                row[to] = Math.Min(changed, 1 + Math.Min(row[to], row[to - 1]));
            }
        }

        return row[^1];
    }

    private static string Quote(string text) => $"'{SafeText.Quote(text, Longest)}'";

    [GeneratedRegex(@"\A(?:--[a-z][a-z-]*(?:=.*)?|-[a-z])\z", RegexOptions.Singleline)]
    private static partial Regex Option { get; }
}
