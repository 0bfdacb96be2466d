namespace IgMlNet.Robustness.Attacks;

/// <summary>What a run of an attack leaves on record for each image: what it asked of the model, and which attack found the result.</summary>
/// <remarks>Threads may work on different images at the same time.</remarks>
internal sealed class AttackRecord(int images, IProgress<AttackProgress>? progress)
{
    private readonly long[] _queries = new long[images];
    private readonly long[] _gradients = new long[images];
    private readonly string?[] _foundBy = new string?[images];
    private readonly Lock _reporting = new();
    private long _allQueries;
    private long _allGradients;

    public IReadOnlyList<long> Queries => _queries;

    public IReadOnlyList<long> Gradients => _gradients;

    public IReadOnlyList<string?> FoundBy => _foundBy;

    public void ChargeQueries(ReadOnlySpan<int> rows)
    {
        foreach (var row in rows)
            _queries[row]++;
        Report(rows.Length, 0);
    }

    public void ChargeGradients(ReadOnlySpan<int> rows)
    {
        foreach (var row in rows)
            _gradients[row]++;
        Report(0, rows.Length);
    }

    public void Credit(int row, string finder) => _foundBy[row] = finder;

    private void Report(int queries, int gradients)
    {
        lock (_reporting)
        {
            _allQueries += queries;
            _allGradients += gradients;
            progress?.Report(new AttackProgress(_allQueries, _allGradients));
        }
    }
}
