using System.Globalization;

namespace IgMlNet.Robustness.Models.Checkpoints;

/// <summary>
/// The header of a NumPy array: a Python dictionary literal with exactly the keys descr, fortran_order and shape, in any order.
/// It is parsed as these three and never evaluated.
/// </summary>
internal sealed record NpyHeader(ElementType ElementType, long[] Shape)
{
    private const string Place = "header";
    private const string Remedy = "Write it again with numpy.save";

    public static NpyHeader Parse(InputFile file, string text)
    {
        var literal = new Literal(text);
        ElementType? type = null;
        bool? fortran = null;
        long[]? shape = null;
        var sound = literal.Take('{');
        while (sound && !literal.Take('}'))
        {
            sound = literal.TryText(out var key) && literal.Take(':');
            if (key == "descr" && type is null && literal.TryText(out var descr))
                type = ParseType(file, descr);
            else if (key == "fortran_order" && fortran is null && literal.TryTruth(out var truth))
                fortran = truth;
            else if (key == "shape" && shape is null && literal.TryIntegers(out var sizes))
                shape = sizes;
            else
                sound = false;
            sound = sound && (literal.Take(',') || literal.IsNext('}'));
        }

        if (!sound || !literal.IsAtEnd || type is null || fortran is null || shape is null)
            throw file.Error("its header is not one that numpy.save writes", Remedy, Place);
        if (TensorShape.Problem(shape) is { } problem)
            throw file.Error($"the shape {TensorShape.Format(shape)} {problem}", Remedy, Place);
        if (fortran.Value && shape.Length > 1)
        {
            throw file.Error(
                "the array is in Fortran order", "Write it with numpy.save(path, numpy.ascontiguousarray(array))", Place);
        }

        return new NpyHeader(type.Value, shape);
    }

    private static ElementType ParseType(InputFile file, string descr) => ElementTypes.TryFromNumpy(descr, out var type)
        ? type
        : throw file.Error($"elements of type '{descr}' are not supported",
            "Convert it to a little-endian float, integer or bool array: numpy.save(path, array.astype('<f4'))", Place);

    /// <summary>A position in a Python literal. Methods skip spaces, and move on only where they find what they want.</summary>
    private sealed class Literal(string text)
    {
        private int _at;

        public bool IsAtEnd => Rest().IsEmpty;

        public bool IsNext(char c) => Rest() is [var next, ..] && next == c;

        public bool Take(char c)
        {
            if (!IsNext(c))
                return false;
            _at++;
            return true;
        }

        public bool TryText(out string value)
        {
            value = "";
            if (Rest() is not [('\'' or '"') and var quote, .. var rest] || rest.IndexOf(quote) is not (>= 0 and var length))
                return false;
            value = rest[..length].ToString();
            _at += length + 2;
            return true;
        }

        public bool TryTruth(out bool value)
        {
            var rest = Rest();
            value = rest.StartsWith("True", StringComparison.Ordinal);
            if (!value && !rest.StartsWith("False", StringComparison.Ordinal))
                return false;
            _at += value ? 4 : 5;
            return true;
        }

        /// <summary>A tuple of sizes: (), (3,), (3, 4). One more than a shape may have is taken, to be refused as such.</summary>
        public bool TryIntegers(out long[] values)
        {
            var found = new List<long>();
            var sound = Take('(');
            while (sound && !Take(')'))
            {
                var digits = Rest();
                var end = digits.IndexOfAnyExceptInRange('0', '9');
                sound = end > 0 && found.Count <= CheckpointLimits.Dimensions
                    && long.TryParse(digits[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var size)
                    && Append(size);
                _at += Math.Max(end, 0);
                // One number alone needs its comma: (3) is not a tuple.
                sound = sound && (Take(',') || (found.Count > 1 && IsNext(')')));
            }

            values = [.. found];
            return sound;

            bool Append(long size)
            {
                found.Add(size);
                return true;
            }
        }

        private ReadOnlySpan<char> Rest()
        {
            while (_at < text.Length && text[_at] is ' ' or '\n')
                _at++;
            return text.AsSpan(_at);
        }
    }
}
