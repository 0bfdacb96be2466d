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
    private readonly Dictionary<string, AttackResult> _results = new(StringComparer.Ordinal);

    /// <summary>The perturbations of an attack on all images of the block.</summary>
    /// <param name="attack">The attack.</param>
    /// <param name="progress">Told of the work where there is some.</param>
    /// <param name="cancellationToken">Seen before every use of the model.</param>
    /// <param name="isNew">Whether they were computed just now.</param>
    public AttackResult Of(
        Transfer attack, IProgress<AttackProgress>? progress, CancellationToken cancellationToken, out bool isNew)
    {
        isNew = !_results.TryGetValue(attack.Id, out var result);
        if (result is null)
        {
            result = attack.Run(source, batch, options.ThreatModel, options.Seed, progress, cancellationToken);
            _results.Add(attack.Id, result);
        }

        return result;
    }

    public void Dispose()
    {
        foreach (var result in _results.Values)
            result.Dispose();
    }
}
