using IgMlNet.IO;
using TorchSharp;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Models;

/// <summary>
/// Refuses logits that are not finite: the largest of several values that are no numbers is the first class, which would be counted
/// as a prediction.
/// </summary>
internal static class NonFiniteLogits
{
    private const int MostImages = 5;

    /// <summary>Checks the logits of images.</summary>
    /// <param name="model">The model that gave them.</param>
    /// <param name="images">The images [n, C, H, W].</param>
    /// <param name="logits">The logits [n, K].</param>
    /// <param name="imageIds">The images' places in their data set, by row.</param>
    /// <param name="perturbation">What the images went through, e.g. "unperturbed" or "perturbed by pgd-10".</param>
    /// <exception cref="InputException">One is not finite; names the images, and the first layer whose output is not.</exception>
    public static void Refuse(ImageModel model, Tensor images, Tensor logits, IReadOnlyList<long> imageIds, string perturbation)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var finite = logits.isfinite();
        if (finite.all().ToBoolean())
            return;
        var rows = finite.all(1).logical_not().nonzero().squeeze(1);
        var places = rows.cpu().data<long>().Select(row => imageIds[(int)row]).ToList();
        var layer = model.BaseClassifier?.FirstNonFiniteStage(images.index_select(0, rows));
        throw new InputException(
            model.Name,
            $"its logits are not finite for {Listed(places)}, {perturbation}; " + (layer is null
                ? "every layer of the base model is finite there, so that what is around it is not"
                : $"the first layer whose output is not is '{layer}'"),
            "Check the checkpoint's values up to that layer, e.g. for a variance (running_var) below 0",
            layer);
    }

    private static string Listed(List<long> places)
    {
        var shown = string.Join(", ", places.Take(MostImages).Select(place => FormattableString.Invariant($"{place}")));
        return (places.Count == 1 ? "image " : "images ") + shown
            + (places.Count > MostImages ? FormattableString.Invariant($" and {places.Count - MostImages} more") : "");
    }
}
