using IgMlNet.Scoring;
using Microsoft.ML;

namespace IgMlNet.Cursors;

/// <summary>The row that a stage runs its model on when one of the computed columns is first asked for.</summary>
internal sealed class ScoredRow(ImageScorer scorer, DataViewRow input, DataViewSchema.Column features)
{
    private readonly ImageBatch _batch = scorer.NewBatch(1);
    private readonly FeatureReader _features = scorer.NewReader(input, features);
    private long _scoredPosition = -1;

    /// <summary>A <c>ValueGetter</c> of a computed column.</summary>
    public Delegate Getter(int column) => _batch.Getter(column, Scored);

    /// <summary>The only row of the batch, scored.</summary>
    private int Scored()
    {
        if (_scoredPosition >= 0 && _scoredPosition == input.Position)
            return 0;
        _features.Read(_batch.Row(0));
        _batch.Score(1);
        _scoredPosition = input.Position;
        return 0;
    }
}
