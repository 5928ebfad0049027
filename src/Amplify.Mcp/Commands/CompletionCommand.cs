using System.CommandLine;

namespace Amplify.Mcp.Commands;

/// <summary>
/// `completion`: prints what makes a shell complete this program's commands and options. The program itself has the answers.
/// </summary>
internal static class CompletionCommand
{
    private const string Bash = """
        # source <(amplify-mcp completion bash), or keep it as ~/.local/share/bash-completion/completions/amplify-mcp
        _amplify_mcp() {
            local before=${COMP_LINE:0:COMP_POINT} IFS=$'\n'
            local typed=${before#* }
            COMPREPLY=($(compgen -W "$(amplify-mcp "[suggest:${#typed}]" "$typed" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o default -F _amplify_mcp amplify-mcp

        """;

    private const string Zsh = """
        #compdef amplify-mcp
        # keep it as _amplify-mcp in a directory of $fpath
        _amplify_mcp() {
            local typed=${LBUFFER#* }
            local -a found=(${(f)"$(amplify-mcp "[suggest:${#typed}]" "$typed" 2>/dev/null)"})
            compadd -a found || _files
        }
        if [ "$funcstack[1]" = _amplify-mcp ]; then _amplify_mcp; else compdef _amplify_mcp amplify-mcp; fi

        """;

    private const string Fish = """
        # keep it as ~/.config/fish/completions/amplify-mcp.fish
        function __amplify_mcp
            set -l typed (commandline -cp | string replace -r '^\S+ ' '')
            amplify-mcp "[suggest:"(string length -- $typed)"]" $typed 2>/dev/null
        end
        complete -c amplify-mcp -a '(__amplify_mcp)'

        """;

    public static Command Create(TextWriter output)
    {
        var shell = new Argument<string>("shell") { Description = "bash, zsh or fish" };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        var command = new Command("completion", "Print a script that completes commands and options in a shell") { shell };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var script = parsed.GetRequiredValue(shell) switch { "bash" => Bash, "zsh" => Zsh, _ => Fish };
            await output.WriteAsync(script.ReplaceLineEndings("\n").AsMemory(), cancellationToken);
            await output.FlushAsync(cancellationToken);
            return ExitCode.Done;
        });
        return command;
    }
}
