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
    [InlineData("apgd-t-100-3targets-stop", "apgd-t-100-3targets-stop")]
    [InlineData("apgd-t-5targets", "apgd-t-100-5targets")]
    [InlineData("apgd-pm", "apgd-pm-100")]
    [InlineData("malt-20", "malt-20")]
    [InlineData("malt-20-4targets", "malt-20-4targets")]
    [InlineData("fmn", "fmn-100")]
    [InlineData("adaptive-30", "adaptive-30")]
    [InlineData("square-fixed", "square-5000-fixed")]
    [InlineData("square-300-fixed-x2", "square-300-fixed-x2")]
    [InlineData("rays-50-boundary-or-clean", "rays-50-boundary-or-clean")]
    [InlineData("transfer-autoattack-rand-stop-or-clean", "transfer-autoattack-rand-stop-or-clean")]
    [InlineData("across-apgd-cw-50", "across-apgd-cw-50")]
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
    [InlineData("autoattack-3targets")]
    [InlineData("apgd-t-0targets")]
    [InlineData("apgd-t-targets")]
    [InlineData("pgd-fixed")]
    [InlineData("-stop")]
    [InlineData("square-eot20")]
    [InlineData("transfer-")]
    [InlineData("across-")]
    [InlineData("across-transfer-fgsm")]
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

    [Fact]
    public void All_lists_of_nine_have_three_attacks_on_the_defended_model_and_differ_where_they_say()
    {
        AttackPreset[] lists = [AttackPreset.ImageWiseWorstCase, AttackPreset.PublishedWorstCase, AttackPreset.FormerWorstCase];
        Assert.All(lists, list => Assert.Equal(6, list.Attacks.Count(recipe => recipe.Id.StartsWith("transfer-", StringComparison.Ordinal))));
        Assert.Equal(
            ["apgd-ce-100-eot20", "transfer-apgd-ce-100-eot20"], Ids(AttackPreset.FormerWorstCase).Except(Ids(AttackPreset.ImageWiseWorstCase)));
        Assert.Equal(
            [
                "transfer-apgd-t-100-3targets-stop", "transfer-autoattack-or-clean", "transfer-rays-10000-boundary",
                "transfer-autoattack-rand-stop-or-clean",
            ],
            Ids(AttackPreset.PublishedWorstCase).Except(Ids(AttackPreset.ImageWiseWorstCase)));

        static IEnumerable<string> Ids(AttackPreset preset) => preset.Attacks.Select(recipe => recipe.Id);
    }

    public void Dispose() => _classifier.Dispose();
}
