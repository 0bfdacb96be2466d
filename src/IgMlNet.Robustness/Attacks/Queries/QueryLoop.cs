using IgMlNet.Robustness.Attacks.Losses;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Attacks.Queries;

/// <summary>
/// Runs the searches of a batch's images: one candidate of every image that is not done goes into each pass of the model, and
/// images that are done cost nothing more.
/// </summary>
internal static class QueryLoop
{
    /// <summary>Runs all searches to their ends.</summary>
    /// <param name="context">The images.</param>
    /// <param name="searches">One for each image.</param>
    /// <param name="loss">What the searches are told beside the decision; null for decisions alone.</param>
    /// <param name="complete">What is done to the candidates of a context's images before the model sees them.</param>
    /// <returns>Each image's best candidate, [n, C, H, W]; the caller's scope owns them.</returns>
    public static Tensor Run(
        AttackContext context,
        IReadOnlyList<ImageSearch> searches,
        AttackLoss? loss,
        Func<AttackContext, Tensor, Tensor> complete)
    {
        using var scope = NewDisposeScope();
        var buffer = empty(context.Images.shape, dtype: ScalarType.Float32, device: CPU);
        var rows = Propose(Enumerable.Range(0, context.Count));
        while (rows.Length > 0)
        {
            using var generation = NewDisposeScope();
            var active = rows.Length == context.Count ? context : context.Select(rows);
            int[] left;
            do
            {
                Ask(active, rows);
                left = Propose(rows);
            }
            while (left.Length == rows.Length);
            rows = left;
        }

        return ImageRows.Write(context.Images, (row, image) => searches[row].Best.CopyTo(image)).MoveToOuterDisposeScope();

        // The candidates of those that have one are the first rows of the buffer.
        int[] Propose(IEnumerable<int> remaining)
        {
            var live = new List<int>();
            foreach (var row in remaining)
            {
                if (searches[row].Propose(ImageRows.Row(buffer, live.Count)))
                    live.Add(row);
            }

            return [.. live];
        }

        void Ask(AttackContext active, int[] asking)
        {
            using var inner = NewDisposeScope();
            var candidates = complete(active, buffer.narrow(0, 0, asking.Length).to(active.Images.device));
            var logits = active.Logits(candidates);
            var losses = loss?.PerImage(logits, active.Labels).cpu().data<float>().ToArray();
            var misclassified = logits.argmax(1).ne(active.Labels).cpu().data<bool>().ToArray();
            var seen = candidates.cpu().contiguous();
            for (var i = 0; i < asking.Length; i++)
                searches[asking[i]].Learn(ImageRows.Row(seen, i), losses?[i] ?? float.NaN, misclassified[i]);
        }
    }
}
