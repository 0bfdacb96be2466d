using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Attacks.Combinators;
using IgMlNet.Robustness.Models;

namespace IgMlNet.Robustness.Evaluation;

/// <summary>
/// The perturbations of one block of images that do not depend on the variant they are sent to: those of transfer attacks. Each is
/// computed once, on the whole block, and used for every variant.
/// </summary>
internal sealed class SharedPerturbations(ImageModel source, AttackBatch batch, EvaluationOptions options) : IDisposable
{
    private readonly Dictionary<(string Attack, double Epsilon), AttackResult> _results = [];

    /// <summary>The perturbations of an attack on all images of the block.</summary>
    /// <param name="attack">The attack.</param>
    /// <param name="threatModel">What it may do.</param>
    /// <param name="progress">Told of the work where there is some.</param>
    /// <param name="cancellationToken">Seen before every use of the model.</param>
    /// <param name="isNew">Whether they were computed just now.</param>
    public AttackResult Of(
        Transfer attack,
        ThreatModel threatModel,
        IProgress<AttackProgress>? progress,
        CancellationToken cancellationToken,
        out bool isNew)
    {
        var key = (attack.Id, threatModel.Epsilon);
        isNew = !_results.TryGetValue(key, out var result);
        if (result is null)
        {
            result = attack.Run(source, batch, threatModel, options.Seed, progress, cancellationToken);
            _results.Add(key, result);
        }

        return result;
    }

    public void Dispose()
    {
        foreach (var result in _results.Values)
            result.Dispose();
    }
}
