using IgMlNet.Robustness.Attacks.BlackBox;

namespace IgMlNet.Robustness.Attacks.Queries;

/// <summary>RayS on one image x: the sign vector along which the decision boundary is nearest.</summary>
/// <remarks>
/// Signs are turned block by block, in halves, quarters and so on of the image [C, H, W] in a row. Where the image is still
/// misclassified at the distance known so far, the turned signs are kept and the new distance is found by bisection.
/// </remarks>
internal sealed class RaySearch : ImageSearch
{
    /// <summary>Blocks are single pixels long before.</summary>
    private const int FinestLevel = 30;

    private readonly RaySOptions _options;
    private readonly ReadOnlyMemory<float> _image;
    private readonly float _doneWithin;
    private readonly float[] _best;
    private readonly float[] _signs;
    private readonly float _farthest;
    private float _reach = float.PositiveInfinity;
    private (int Start, int End) _turned;
    private (float Inside, float Outside)? _bracket;
    private bool _nearer;
    private int _level;
    private int _block;
    private int _queries;
    private bool _done;

    /// <summary>Starts the search along the ray on which all pixels rise.</summary>
    /// <param name="options">Queries and tolerance.</param>
    /// <param name="image">The unperturbed image.</param>
    /// <param name="doneWithin">The ℓ∞ distance within which a misclassified image ends the search; negative for none.</param>
    public RaySearch(RaySOptions options, ReadOnlyMemory<float> image, float doneWithin)
    {
        (_options, _image, _doneWithin) = (options, image, doneWithin);
        _farthest = MathF.Sqrt(image.Length);
        _signs = new float[image.Length];
        Array.Fill(_signs, 1);
        _best = new float[image.Length];
        Write(_best, _reach);
    }

    public override ReadOnlySpan<float> Best => _best;

    /// <summary>The signs of the ray found, [C, H, W] in a row.</summary>
    public ReadOnlySpan<float> Signs => _signs;

    /// <summary>The ℓ∞ distance of <see cref="Best"/> from the image; infinite where none was misclassified.</summary>
    public float Distance => float.IsFinite(_reach) ? DistanceOf(_best) : float.PositiveInfinity;

    public override bool Propose(Span<float> candidate)
    {
        if (_done || _queries >= _options.Queries)
        {
            EndBisection();
            return false;
        }

        _queries++;
        if (_bracket is { } bracket)
        {
            Write(candidate, Middle(bracket));
            return true;
        }

        TurnNextBlock();
        Write(candidate, _reach);
        return true;
    }

    public override void Learn(ReadOnlySpan<float> candidate, float loss, bool misclassified)
    {
        if (_bracket is { } bracket)
        {
            var middle = Middle(bracket);
            _bracket = misclassified ? (bracket.Inside, middle) : (middle, bracket.Outside);
            if (misclassified)
                Keep(candidate, middle);
            if (_bracket.Value.Outside - _bracket.Value.Inside <= _options.Tolerance)
                EndBisection();
        }
        else if (misclassified)
        {
            // At first the reach is infinite: the corner of the cube, which is no farther than its diagonal.
            var start = Math.Min(_reach, _farthest);
            _bracket = (0, start);
            if (start < _reach)
                Keep(candidate, start);
        }
        else
        {
            Turn();
        }
    }

    private static float Middle((float Inside, float Outside) bracket) => (bracket.Inside + bracket.Outside) / 2;

    private void Keep(ReadOnlySpan<float> candidate, float reach)
    {
        _reach = reach;
        _nearer = true;
        candidate.CopyTo(_best);
        _done = DistanceOf(_best) <= _doneWithin;
    }

    /// <summary>Turned signs that led no nearer are turned back.</summary>
    private void EndBisection()
    {
        if (_bracket is not null && !_nearer)
            Turn();
        _bracket = null;
        _nearer = false;
    }

    private void TurnNextBlock()
    {
        var blocks = 1 << Math.Min(_level, FinestLevel);
        var size = (_signs.Length + blocks - 1) / blocks;
        _turned = (_block * size, Math.Min(_signs.Length, (_block + 1) * size));
        Turn();
        _block++;
        if (_block == blocks || _turned.End == _signs.Length)
            (_level, _block) = (_level + 1, 0);
    }

    private void Turn()
    {
        for (var i = _turned.Start; i < _turned.End; i++)
            _signs[i] = -_signs[i];
    }

    /// <summary>The point of the ray at an ℓ2 distance, clipped to the pixels' range.</summary>
    private void Write(Span<float> target, float distance)
    {
        var image = _image.Span;
        for (var i = 0; i < target.Length; i++)
            target[i] = Math.Clamp(image[i] + (distance * (_signs[i] / _farthest)), 0, 1);
    }

    private float DistanceOf(ReadOnlySpan<float> candidate)
    {
        var image = _image.Span;
        var largest = 0f;
        for (var i = 0; i < candidate.Length; i++)
            largest = Math.Max(largest, Math.Abs(candidate[i] - image[i]));
        return largest;
    }
}
