using IgMlNet.Reporting.Results;
using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Attacks.Ensembles;

namespace IgMlNet.Robustness.Tests.Attacks.Ensembles;

public class AutoAttackTests
{
    public static TheoryData<string, string, string[]> Protocol => new()
    {
        { "standard", "Linf", ["apgd-ce-100", "apgd-t-100", "fab-t-100", "square-5000-fixed"] },
        { "standard", "L2", ["apgd-ce-100", "apgd-t-100", "fab-t-100", "square-5000-fixed"] },
        { "standard", "L1", ["apgd-ce-100-x5", "apgd-t-100-5targets", "fab-t-100", "square-5000-fixed"] },
        { "plus", "Linf", ["apgd-ce-100-x5", "apgd-dlr-100-x5", "fab-100-x5", "square-5000-fixed", "apgd-t-100", "fab-t-100"] },
        { "rand", "Linf", ["apgd-ce-100-eot20", "apgd-dlr-100-eot20"] },
        { "stronger", "Linf", ["apgd-ce-200-x10", "apgd-t-200-x10", "fab-t-100-x10", "square-5000-fixed-x5"] },
    };

    /// <summary>Of the published code's <c>set_version</c>, and of Kulkarni &amp; Weng's Table 9.</summary>
    [Theory]
    [MemberData(nameof(Protocol))]
    public void Each_version_runs_the_published_attacks_in_the_published_order(string version, string norm, string[] attacks)
    {
        var attack = new AutoAttack(AutoAttackVersion.All.Single(one => one.Id == version));
        Assert.Equal(attacks, attack.Members(Norm.Parse(norm)).Select(member => member.Id));
        Assert.Equal(AttackKnowledge.WhiteBox, attack.Knowledge);
        Assert.Equal(Norm.All, attack.Norms);
    }

    [Fact]
    public void The_standard_version_is_called_what_everybody_calls_it()
    {
        Assert.Equal(("autoattack", "AutoAttack"), (new AutoAttack().Id, new AutoAttack().DisplayName));
        Assert.Equal("autoattack-rand", new AutoAttack(AutoAttackVersion.Rand).Id);
    }

    [Fact]
    public void It_says_what_it_needs_and_costs_at_most()
    {
        var attack = new AutoAttack();
        Assert.Equal(4, attack.FewestClasses);
        Assert.Equal(101 + (9 * 101) + (9 * 100), attack.Members(Norm.Linf).Sum(member => member.Steps));
        Assert.True(attack.Steps >= 101 + (9 * 101) + (9 * 100));
        Assert.True(attack.Queries >= 5000 + 900);
    }
}
