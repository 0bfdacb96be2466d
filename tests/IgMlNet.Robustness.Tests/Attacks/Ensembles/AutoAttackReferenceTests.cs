using System.Text.Json;
using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Attacks.Ensembles;
using IgMlNet.Robustness.Randomness;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests.Attacks.Ensembles;

/// <summary>
/// AutoAttack <i>standard</i> beside the published code's verdicts (reference values <c>attacks/autoattack_standard_200.json</c>,
/// PyTorch 1.13), on the first images of those.
/// </summary>
public class AutoAttackReferenceTests
{
    /// <summary>Of 200, which take more than eight times as long.</summary>
    private const int Count = 24;

    [Fact]
    public void It_decides_as_the_published_code_does()
    {
        using var reference = JsonDocument.Parse(File.ReadAllText(ReferenceData.Require("attacks/autoattack_standard_200.json")));
        var flags = reference.RootElement.GetProperty("robust_flags").EnumerateArray().Take(Count)
            .Select(flag => flag.ValueKind == JsonValueKind.True || (flag.ValueKind == JsonValueKind.Number && flag.GetInt32() == 1))
            .ToArray();
        using var scope = NewDisposeScope();
        var batch = ReferenceModel.Batch(Count);

        using var result = new AutoAttack().Run(
            ReferenceModel.Classifier, batch, new ThreatModel(Norm.Linf, 8 / 255.0), new RandomSeed(0), null,
            TestContext.Current.CancellationToken);

        using var noGrad = no_grad();
        var robust = ReferenceModel.Classifier.Logits(result.Adversarial).argmax(1).eq(batch.Labels).data<bool>().ToArray();
        var different = Enumerable.Range(0, Count).Where(image => robust[image] != flags[image]).ToList();
        Assert.True(different.Count <= 1, $"Images decided differently: {string.Join(", ", different)}.");
        Assert.InRange(robust.Count(image => image), Count / 5, Count / 2);
        TensorAssert.AtMost((8 / 255.0) + 1e-6, result.Distance.max().item<float>(), "The largest distance");
    }
}
