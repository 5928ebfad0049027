using System.Globalization;

namespace Amplify.Pictures;

/// <summary>
/// An alphabet of lines and arcs, drawn for this program: a picture needs no font on the machine and is sharp at any size.
/// Capitals are 10 units high, y grows upwards.
/// </summary>
internal static class StrokeFont
{
    private const double UnitsPerSize = 0.0715;
    private const double DegreesPerSegment = 18;
    private const double Spacing = 0.35;

    /// <summary>Character, advance, strokes: M and L go to a point, E is an elliptic arc of centre, radii, first and last angle.</summary>
    private const string Drawn = """
        A 8.2 M.7 0 L4.1 10 L7.5 0 M1.9 3.4 L6.3 3.4
        B 7.8 M1.2 0 L1.2 10 L4 10 E4,7.6,2.4,2.4,90,-90 M1.2 5.2 L4.2 5.2 E4.2,2.6,2.6,2.6,90,-90 M4.2 0 L1.2 0
        C 8.2 E4.5,5,3.6,5,46,314
        D 8.4 M1.2 0 L1.2 10 L3.6 10 E3.6,5,3.7,5,90,-90 M3.6 0 L1.2 0
        E 7 M6.2 10 L1.2 10 L1.2 0 L6.2 0 M1.2 5.2 L5.6 5.2
        F 6.6 M6 10 L1.2 10 L1.2 0 M1.2 5.2 L5.2 5.2
        G 8.8 E4.5,5,3.6,5,48,325 M7.45 2.1 L7.9 4.6 L5 4.6
        H 8.6 M1.2 0 L1.2 10 M7.4 0 L7.4 10 M1.2 5.2 L7.4 5.2
        I 2.8 M1.4 0 L1.4 10
        J 6.2 M5 10 L5 2.6 E2.8,2.6,2.2,2.6,0,-165
        K 7.6 M1.2 0 L1.2 10 M6.8 10 L1.2 4.2 M3.2 6.2 L7.2 0
        L 6.4 M1.2 10 L1.2 0 L6 0
        M 9.8 M1.2 0 L1.2 10 L4.9 2.6 L8.6 10 L8.6 0
        N 8.8 M1.2 0 L1.2 10 L7.6 0 L7.6 10
        O 9 E4.5,5,3.7,5,0,360
        P 7.4 M1.2 0 L1.2 10 L4.2 10 E4.2,7.2,2.6,2.8,90,-90 M4.2 4.4 L1.2 4.4
        Q 9 E4.5,5,3.7,5,0,360 M5.4 2.4 L8.2 -.6
        R 7.8 M1.2 0 L1.2 10 L4.2 10 E4.2,7.3,2.6,2.7,90,-90 M4.2 4.6 L1.2 4.6 M4.2 4.6 L7 0
        S 7.4 E3.7,7.5,2.6,2.5,38,270 E3.7,2.5,2.8,2.5,90,-142
        T 7.2 M.6 10 L6.6 10 M3.6 10 L3.6 0
        U 8.6 M1.2 10 L1.2 3.1 E4.3,3.1,3.1,3.1,180,360 M7.4 3.1 L7.4 10
        V 7.8 M.6 10 L3.9 0 L7.2 10
        W 11 M.6 10 L3.1 0 L5.5 9 L7.9 0 L10.4 10
        X 7.4 M.7 10 L6.7 0 M6.7 10 L.7 0
        Y 7.4 M.6 10 L3.7 5 L6.8 10 M3.7 5 L3.7 0
        Z 7.2 M.9 10 L6.4 10 L.8 0 L6.6 0
        a 7.2 E3.3,3.6,2.6,3.6,0,360 M5.9 7.2 L5.9 0
        b 7.2 M1.2 0 L1.2 10.4 E3.9,3.6,2.7,3.6,0,360
        c 6.4 E3.6,3.6,2.7,3.6,50,310
        d 7.2 E3.3,3.6,2.6,3.6,0,360 M5.9 0 L5.9 10.4
        e 7 E3.5,3.6,2.7,3.6,0,308 M.8 3.6 L6.2 3.6
        f 4.2 M.4 7 L3.8 7 M1.7 0 L1.7 8.4 E3.5,8.4,1.8,2,180,80
        g 7.2 E3.3,3.6,2.6,3.6,0,360 M5.9 7.2 L5.9 -.6 E3.4,-.6,2.5,2.5,0,-145
        h 7.1 M1.2 0 L1.2 10.4 E3.55,4.5,2.35,2.7,180,0 M5.9 4.5 L5.9 0
        i 2.8 M1.4 0 L1.4 7 M1.4 9.7 L1.4 9.9
        j 2.9 M1.5 7 L1.5 -1.2 E.1,-1.2,1.4,1.8,0,-90 M1.5 9.7 L1.5 9.9
        k 6.4 M1.2 0 L1.2 10.4 M5.6 7 L1.2 2.8 M2.8 4.4 L6 0
        l 2.8 M1.4 0 L1.4 10.4
        m 10.6 M1.2 0 L1.2 7.2 E3.25,4.8,2.05,2.4,180,0 M5.3 4.8 L5.3 0 E7.35,4.8,2.05,2.4,180,0 M9.4 4.8 L9.4 0
        n 7.1 M1.2 0 L1.2 7.2 E3.55,4.5,2.35,2.7,180,0 M5.9 4.5 L5.9 0
        o 7.2 E3.6,3.6,2.7,3.6,0,360
        p 7.2 M1.2 7.2 L1.2 -3 E3.9,3.6,2.7,3.6,0,360
        q 7.2 E3.3,3.6,2.6,3.6,0,360 M5.9 7.2 L5.9 -3
        r 4.6 M1.2 0 L1.2 7.2 E3.8,4.4,2.6,2.8,180,82
        s 6 E3,5.4,2,1.8,38,270 E3,1.8,2.1,1.8,90,-142
        t 4.3 M1.8 9.4 L1.8 1.9 E3.5,1.9,1.7,1.9,180,290 M.4 7 L3.8 7
        u 7.1 M1.2 7.2 L1.2 2.7 E3.55,2.7,2.35,2.7,180,360 M5.9 7.2 L5.9 0
        v 6.2 M.6 7.2 L3.1 0 L5.6 7.2
        w 9 M.5 7.2 L2.5 0 L4.5 6.6 L6.5 0 L8.5 7.2
        x 6 M.7 7.2 L5.3 0 M5.3 7.2 L.7 0
        y 6.2 M.6 7.2 L3.2 .2 M5.6 7.2 L2 -3
        z 6 M.8 7.2 L5.2 7.2 L.7 0 L5.4 0
        0 7 E3.5,5,2.7,5,0,360
        1 7 M1.6 8 L3.9 10 L3.9 0
        2 7 E3.4,7.3,2.5,2.7,160,-35 M5.45 5.75 L.9 0 L6.1 0
        3 7 E3.4,7.6,2.2,2.4,150,-90 E3.4,2.6,2.6,2.6,90,-150
        4 7 M4.8 0 L4.8 10 L.7 3 L6.4 3
        5 7 M5.7 10 L1.7 10 L1.2 5.3 E3.4,3.2,2.6,3.2,140,-150
        6 7 E3.5,3.1,2.6,3.1,0,360 E5.3,3.2,4.4,6.8,180,97
        7 7 M.9 10 L6.1 10 L2.6 0
        8 7 E3.5,7.6,2.2,2.4,0,360 E3.5,2.6,2.6,2.6,0,360
        9 7 E3.5,6.9,2.6,3.1,0,360 E1.7,6.8,4.4,6.8,0,-83
        . 2.8 M1.4 .1 L1.4 .3
        , 2.8 M1.6 .3 L.9 -1.9
        : 2.8 M1.4 .1 L1.4 .3 M1.4 6.5 L1.4 6.7
        ; 2.8 M1.6 .3 L.9 -1.9 M1.5 6.5 L1.5 6.7
        ? 6.4 E3.2,7.6,2.3,2.4,165,-60 M4.35 5.5 L3.2 4.2 L3.2 2.8 M3.2 .1 L3.2 .3
        ! 2.8 M1.4 10 L1.4 3 M1.4 .1 L1.4 .3
        ' 2.6 M1.3 10 L1.3 7.6
        " 4.2 M1.3 10 L1.3 7.6 M2.9 10 L2.9 7.6
        ( 3.8 E4.2,4.2,2.9,7.4,128,232
        ) 3.8 E-.4,4.2,2.9,7.4,52,-52
        [ 3.6 M3 11 L1.2 11 L1.2 -2 L3 -2
        ] 3.6 M.6 11 L2.4 11 L2.4 -2 L.6 -2
        / 4.6 M.4 -1 L4.2 10.8
        % 10 E2.4,7.6,1.7,2.3,0,360 E7.6,2.4,1.7,2.3,0,360 M7.8 10 L2.2 0
        + 6.6 M1 4.6 L5.6 4.6 M3.3 2.3 L3.3 6.9
        - 4.4 M.9 3.8 L3.5 3.8
        − 6.6 M1 4.6 L5.6 4.6
        – 6 M.5 3.8 L5.5 3.8
        = 6.6 M1 6 L5.6 6 M1 3.2 L5.6 3.2
        < 6.4 M5.4 8 L1 4.6 L5.4 1.2
        > 6.4 M1 8 L5.4 4.6 L1 1.2
        ≤ 6.4 M5.4 8.6 L1 5.4 L5.4 2.2 M1 .2 L5.4 .2
        ≥ 6.4 M1 8.6 L5.4 5.4 L1 2.2 M1 .2 L5.4 .2
        _ 6 M.2 -1.8 L5.8 -1.8
        * 5 M2.5 10 L2.5 5.6 M.6 8.9 L4.4 6.7 M4.4 8.9 L.6 6.7
        · 3 M1.5 4.3 L1.5 4.5
        … 8.4 M1.4 .1 L1.4 .3 M4.2 .1 L4.2 .3 M7 .1 L7 .3
        | 3 M1.5 11 L1.5 -2
        \ 4.6 M.4 10.8 L4.2 -1
        # 8 M3 10 L1.8 0 M6.2 10 L5 0 M.8 6.8 L7.4 6.8 M.6 3.2 L7.2 3.2
        $ 7.4 E3.7,7.5,2.6,2.5,38,270 E3.7,2.5,2.8,2.5,90,-142 M3.7 11.4 L3.7 -1.4
        & 9 M8.4 0 L1.9 6.6 E3.5,8.1,2.1,1.9,225,-35 M5.2 7 L2 4.8 E3.4,2.6,2.6,2.6,115,360 L7.6 5
        @ 11 E5.5,3.9,2,2.4,0,360 M7.5 6.3 L7.5 2.6 E8.8,2.8,1.3,1.3,180,360 E5.5,4,4.6,5,-10,310
        ^ 6 M.9 6 L3 10 L5.1 6
        ` 3.4 M.9 10.4 L2.4 8.2
        { 4 M3.4 11 L2.2 10.4 L2.2 5.6 L.8 4.5 L2.2 3.4 L2.2 -1.4 L3.4 -2
        } 4 M.6 11 L1.8 10.4 L1.8 5.6 L3.2 4.5 L1.8 3.4 L1.8 -1.4 L.6 -2
        ~ 6.6 M.8 4 L2 5.2 L3.2 5 L4 4.2 L5 4 L5.8 5.2
        Δ 8.4 M.7 0 L4.2 10 L7.7 0 L.7 0
        """;

    public const char NoBreak = '\u00A0';
    private const char Unknown = '\uFFFD';
    private static readonly Dictionary<char, Glyph> Glyphs = Read();

    public static double Width(string text, double size) => text.Sum(it => Find(it).Advance + Spacing) * size * UnitsPerSize;

    /// <summary>The strokes of each letter.</summary>
    public static IEnumerable<(double X, double Y)[][]> Letters(string text, double x, double baseline, double size)
    {
        var unit = size * UnitsPerSize;
        foreach (var letter in text)
        {
            var glyph = Find(letter);
            var left = x;
            (double X, double Y) Place((double X, double Y) point) => (left + (point.X * unit), baseline - (point.Y * unit));
            yield return [.. glyph.Strokes.Select(stroke => stroke.Select(Place).ToArray())];
            x += (glyph.Advance + Spacing) * unit;
        }
    }

    /// <summary>Lines no wider than asked, broken at blanks.</summary>
    public static IEnumerable<string> Wrap(string text, double size, double width)
    {
        var line = "";
        foreach (var word in text.Split(' '))
        {
            var longer = line.Length == 0 ? word : $"{line} {word}";
            if (line.Length > 0 && Width(longer, size) > width)
            {
                yield return line;
                longer = word;
            }

            line = longer;
        }

        yield return line;
    }

    private static Glyph Find(char letter) => Glyphs.TryGetValue(letter, out var glyph) ? glyph : Glyphs[Unknown];

    private static Dictionary<char, Glyph> Read()
    {
        var lines = Drawn.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var glyphs = lines.ToDictionary(line => line[0], ReadGlyph);
        glyphs[' '] = glyphs[NoBreak] = new(3.4, []);
        glyphs[Unknown] = new(7, [[(1, 0), (6, 0), (6, 9), (1, 9), (1, 0)]]);
        return glyphs;
    }

    private static Glyph ReadGlyph(string line)
    {
        var parts = line.Split(' ');
        var strokes = new List<List<(double X, double Y)>>();
        for (var it = 2; it < parts.Length; it++)
        {
            var part = parts[it];
            switch (part[0])
            {
                case 'M': strokes.Add([(Number(part[1..]), Number(parts[++it]))]); break;
                case 'L': strokes[^1].Add((Number(part[1..]), Number(parts[++it]))); break;
                default: strokes.Add(Arc([.. part[1..].Split(',').Select(Number)])); break;
            }
        }

        return new(Number(parts[1]), [.. strokes.Select(it => it.ToArray())]);
    }

    private static List<(double X, double Y)> Arc(double[] ellipse)
    {
        var (from, sweep) = (ellipse[4], ellipse[5] - ellipse[4]);
        var segments = (int)Math.Ceiling(Math.Abs(sweep) / DegreesPerSegment);
        return [.. Enumerable.Range(0, segments + 1).Select(it =>
        {
            var angle = (from + (sweep * it / segments)) * Math.PI / 180;
            return (ellipse[0] + (ellipse[2] * Math.Cos(angle)), ellipse[1] + (ellipse[3] * Math.Sin(angle)));
        })];
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private sealed record Glyph(double Advance, (double X, double Y)[][] Strokes);
}
