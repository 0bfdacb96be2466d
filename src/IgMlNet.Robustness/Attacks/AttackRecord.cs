namespace IgMlNet.Robustness.Attacks;

/// <summary>What a run of an attack leaves on record for each image: what it asked of the model, and which attack found the result.</summary>
internal sealed class AttackRecord(int images, IProgress<AttackProgress>? progress)
{
    private readonly long[] _queries = new long[images];
    private readonly long[] _gradients = new long[images];
    private readonly string?[] _foundBy = new string?[images];
    private long _allQueries;
    private long _allGradients;

    public IReadOnlyList<long> Queries => _queries;

    public IReadOnlyList<long> Gradients => _gradients;

    public IReadOnlyList<string?> FoundBy => _foundBy;

    public void ChargeQueries(ReadOnlySpan<int> rows)
    {
        foreach (var row in rows)
            _queries[row]++;
        _allQueries += rows.Length;
        Report();
    }

    public void ChargeGradients(ReadOnlySpan<int> rows)
    {
        foreach (var row in rows)
            _gradients[row]++;
        _allGradients += rows.Length;
        Report();
    }

    public void Credit(int row, string attackId) => _foundBy[row] = attackId;

    private void Report() => progress?.Report(new AttackProgress(_allQueries, _allGradients));
}
