using Amplify.Tools.Inputs;
using Amplify.Tools.Inputs.Mutations;
using Amplify.Tools.Inputs.Sequences;
using FsCheck;
using FsCheck.Fluent;

namespace Amplify.Tools.Tests.Inputs;

public class ReaderProperties
{
    private static readonly Gen<char> Residue = Gen.Elements(ProteinSequence.Residues.ToCharArray());

    // Random letters seldom look like something else: these are made of what does.
    private static readonly Gen<string> Tricky = Gen.Elements("MET", "LYS", "GLY", "KRAS", "EGFR", "HEADER", "TITLE", "MSE", "GFP",
        "VARIANT", "DATA", "FASTA", "AC", "ACGT", "MAFFT", "HMMER", "H", "K", "PS");

    private static readonly Gen<string> Bare = Gen.OneOf(Residue.NonEmptyListOf().Select(it => string.Concat(it)), Tricky.NonEmptyListOf()
        .Select(string.Concat));

    // Seen by two readers once.
    private static readonly string[] Found = ["data_1ABC", "ORIGIN\nM\0K\0T\0A\0Y\0I\0", "SQ   SEQUENCE   10 AA;\nMKTAYIAKQR\n>a"];

    [Fact]
    public void Text_of_the_alphabet_comes_out_unchanged_and_without_a_report() =>
        Prop.ForAll(Bare.ToArbitrary(), text =>
            ProteinSequence.TryParse(text, out var sequence, out _) && sequence.Value == text && sequence.Normalization.Count == 0)
                .QuickCheckThrowOnFailure();

    [Fact]
    public void Two_chains_come_out_as_two_and_are_not_the_same_as_one() =>
        Prop.ForAll(Bare.Zip(Bare).ToArbitrary(), pair =>
            ProteinSequence.TryParse($"{pair.Item1}|{pair.Item2}", out var two, out _) && two.Chains.SequenceEqual([pair.Item1, pair.Item2])
            && ProteinSequence.TryParse(pair.Item1 + pair.Item2, out var one, out _) && one.Length == two.Length
                && one.Sha256 != two.Sha256).QuickCheckThrowOnFailure();

    [Fact]
    public void No_reader_accepts_what_another_recognises()
    {
        var examples = SequenceReaders.All.SelectMany(it => it.Examples).Concat(PastedTextCases.Read.Select(it => it.Data.Item1))
            .Concat(PastedTextCases.Refused.Select(it => it.Data.Item1))
            .Concat(PastedTextCases.Warned.Select(it => it.Data.Item1)).Concat(PastedTextCases.Plain.Select(it => it.Data))
            .Concat(Found).ToArray();
        var lines = examples.SelectMany(it => it.Split('\n')).ToArray();
        var texts = Gen.OneOf(Gen.Elements(examples), Gen.Elements(lines).NonEmptyListOf().Resize(4).Select(it => string.Join('\n', it)));

        Assert.All(examples, text => Assert.Null(Conflict(text)));
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(10_000), Prop.ForAll(texts.ToArbitrary(), text => Conflict(text) is null));
    }

    [Fact]
    public void Each_reader_knows_its_own_examples() => Assert.All(SequenceReaders.All, reader =>
        Assert.All(reader.Examples, example => Assert.NotNull(reader.Read(new(example)))));

    [Fact]
    public void A_list_of_mutations_is_read_back_from_any_notation()
    {
        var change = Residue.Zip(Residue).Zip(Gen.Choose(1, 9_999)).Where(it => it.Item1.Item1 != it.Item1.Item2)
            .Select(it => (From: it.Item1.Item1, At: it.Item2, To: it.Item1.Item2));
        static string Long(char residue) => AminoAcids.ThreeLetters(residue);
        Func<(char From, int At, char To), string>[] notations =
        [
            it => $"{it.From}{it.At}{it.To}", it => $"p.{Long(it.From)}{it.At}{Long(it.To)}",
            it => $"NP_000198.1:p.({Long(it.From)}{it.At}{Long(it.To)})", it => $"{it.From}{it.At}>{it.To}",
            it => $"{Long(it.From)}{it.At} to {Long(it.To)}", it => $"{it.From}{it.At}→{it.To}", it => $"Spike_{it.From}{it.At}{it.To}",
            it => $"{Long(it.From)} {it.At} {Long(it.To)}", it => $"`{it.From}{it.At}{it.To}`", it => $"(p.{it.From}{it.At}{it.To})",
            it => $"KRAS p.{Long(it.From)}{it.At}{Long(it.To)}", it => $"NM_000271.4(NPC1):c.7A>C (p.{Long(it.From)}{it.At}{Long(it.To)})",
            it => $"{it.From}({it.At}){it.To}", it => $"{it.From}A{it.At}{it.To}", it => $"mutate {it.From}{it.At} to {it.To}",
            it => $"{Long(it.From)} B {it.At} {Long(it.To)}", it => $"chain:{it.From}{it.At}{it.To}",
            it => $"P01308 {it.At} {it.From} {it.To}",
            it => $"**{Long(it.From)}{it.At}{Long(it.To)}**",
        ];
        string[] separators = [", ", "; ", "\n", "\r\n- ", "、", "；", " | ", "\t", "\n* "];
        var lists = change.NonEmptyListOf().Resize(12).Zip(Gen.Elements(notations)).Zip(Gen.Elements(separators));

        Prop.ForAll(lists.ToArbitrary(), it =>
        {
            var ((changes, notation), separator) = it;
            var read = MutationQuery.ParseAll(string.Join(separator, changes.Select(notation))).Cast<MutationQuery.Single>();
            return read.Select(one => (one.WildType!.Value, one.Position, one.Variant))
                .SequenceEqual(changes.Select(one => (one.From, one.At, one.To)).Distinct());
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void What_is_read_and_what_is_named_are_not_the_same() => Assert.All(OtherChanges.Kinds, kind =>
        Assert.Contains(kind.Reason, Assert.IsType<MutationQuery.Refused>(Assert.Single(MutationQuery.ParseAll(kind.Example))).Reason,
            StringComparison.Ordinal));

    private static string? Conflict(string text)
    {
        var pasted = new PastedText(text);
        string[] around = [.. SequenceReaders.Refusing.Concat(SequenceReaders.Around).Where(it => it.Read(pasted) is not null)
            .Select(it => it.Name)];
        string[] within = [.. SequenceReaders.Within.Where(it => it.Read(pasted) is not null).Select(it => it.Name)];
        return around.Length > 1 ? $"{string.Join(", ", around)}: {text}" : within.Length > 1
            ? $"{string.Join(", ", within)}: {text}" : null;
    }
}
