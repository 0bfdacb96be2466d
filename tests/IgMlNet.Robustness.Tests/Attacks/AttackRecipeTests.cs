using IgMlNet.IO;
using IgMlNet.Reporting.Results;
using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Attacks.Combinators;
using IgMlNet.Robustness.Models;

namespace IgMlNet.Robustness.Tests.Attacks;

public sealed class AttackRecipeTests : IDisposable
{
    private readonly Classifier _classifier = TinyModels.Classifier();

    [Theory]
    [InlineData("fgsm", "fgsm")]
    [InlineData("PGD-7", "pgd-7")]
    [InlineData("apgd-dlr", "apgd-dlr-100")]
    [InlineData("apgd-t-50-x3", "apgd-t-50-x3")]
    [InlineData("fab-t", "fab-t-100")]
    [InlineData("rays", "rays-10000")]
    [InlineData("autoattack-plus", "autoattack-plus")]
    [InlineData("apgd-ce-eot5", "apgd-ce-100-eot5")]
    [InlineData("transfer-apgd-ce-20-eot5-x2", "transfer-apgd-ce-20-eot5-x2")]
    public void A_name_makes_the_attack_whose_identifier_it_is(string text, string id)
    {
        var recipe = AttackRecipe.Parse(text);
        Assert.Equal(id, recipe.Id);
        Assert.Equal(id, recipe.Create(_classifier).Id);
        Assert.Equal(id, AttackRecipe.Parse(id).Id);
    }

    [Theory]
    [InlineData("")]
    [InlineData("pgd-0")]
    [InlineData("pgd--3")]
    [InlineData("fgsm-3")]
    [InlineData("autoattack-x")]
    [InlineData("square-eot20")]
    [InlineData("transfer-")]
    [InlineData("transfer-transfer-fgsm")]
    [InlineData("pgd-99999999999")]
    public void What_is_no_attack_is_refused_with_those_there_are(string text) => Assert.Contains(
        "fgsm, pgd[-steps]", Assert.Throws<InputException>(() => AttackRecipe.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_transferred_attack_is_computed_on_the_base_model() =>
        Assert.Same(_classifier, Assert.IsType<Transfer>(AttackRecipe.Parse("transfer-fgsm").Create(_classifier)).Source);

    [Fact]
    public void The_worst_case_has_three_attacks_on_the_defended_model_and_six_from_the_base_model()
    {
        var attacks = AttackPreset.ImageWiseWorstCase.Attacks.Select(recipe => recipe.Create(_classifier)).ToList();
        Assert.Equal(9, attacks.Count);
        Assert.Equal(6, attacks.Count(attack => attack.Knowledge == AttackKnowledge.Transfer));
        Assert.Equal(AttackPreset.ImageWiseWorstCase.Attacks, AttackPreset.Expand("IW-WC"));
        Assert.Equal("fgsm", Assert.Single(AttackPreset.Expand("fgsm")).Id);
    }

    public void Dispose() => _classifier.Dispose();
}
