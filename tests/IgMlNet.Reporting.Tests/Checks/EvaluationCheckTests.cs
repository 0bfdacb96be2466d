using System.Collections.Immutable;
using IgMlNet.Reporting.Checks;
using IgMlNet.Reporting.Results;
using static IgMlNet.Reporting.Results.AttackKnowledge;
using static IgMlNet.Reporting.Results.CheckSeverity;

namespace IgMlNet.Reporting.Tests.Checks;

/// <summary>Every check on either side of its thresholds. That models which deserve it make them fire is tested where there are models.</summary>
public class EvaluationCheckTests
{
    private static readonly AttackInfo Fgsm = SampleReports.Attack("fgsm", "FGSM", 1, "some");
    private static readonly AttackInfo Pgd = SampleReports.Attack("pgd-20", "PGD-20", 20, "some") with { Family = "pgd" };
    private static readonly AttackInfo Square = SampleReports.Attack("square-10", "Square-10", 10, "some") with { Knowledge = Scores };
    private static readonly AttackInfo Noise = SampleReports.Attack("noise", "Noise", 1, "some") with { Knowledge = Scores, Family = AttackInfo.NoiseFamily };

    /// <summary>
    /// All images that differ are lost by the stronger attack: p = 2 / 2^lost, 0.063, 0.031, 0.016 and 0.008 for 5 to 8.
    /// </summary>
    public static TheoryData<int, int, CheckSeverity?> OnePoint => new()
    {
        { 100, 0, null },
        { 100, 5, null },
        { 100, 6, Warning },
        { 100, 7, Warning },
        { 100, 8, Blocking },
        { 800, 8, null },
        { 799, 8, Warning },
        { 500, 8, Warning },
        { 220, 8, Blocking },
        { 230, 8, Warning },
        { 10, 1, null },
    };

    [Theory]
    [MemberData(nameof(OnePoint))]
    public void One_step_that_breaks_more_than_many_is_caught_by_a_paired_test(int images, int lost, CheckSeverity? expected) =>
        Assert.Equal(expected, Severity("steps-do-not-help", Report(images, (Fgsm, images / 2), (Pgd, (images / 2) + lost))));

    [Fact]
    public void A_black_box_attack_that_is_weaker_than_one_step_says_nothing_of_gradients() =>
        Assert.Null(Severity("steps-do-not-help", Report(50, (Fgsm, 37), (Pgd, 30), (Square, 50))));

    [Theory]
    [MemberData(nameof(OnePoint))]
    public void More_steps_that_break_fewer_are_caught_by_a_paired_test(int images, int lost, CheckSeverity? expected)
    {
        var more = Pgd with { Id = "pgd-40", DisplayName = "PGD-40", Steps = 40 };
        Assert.Equal(expected, Severity("steps-do-not-help", Report(images, (Pgd, images / 2), (more, (images / 2) + lost))));
    }

    [Theory]
    [MemberData(nameof(OnePoint))]
    public void A_larger_budget_that_breaks_fewer_is_caught_by_a_paired_test(int images, int lost, CheckSeverity? expected)
    {
        var small = Pgd with { Id = "pgd-20@0.05", Epsilon = 0.05 };
        Assert.Equal(expected, Severity("budget-does-not-help", Report(images, (small, images / 2), (Pgd, (images / 2) + lost))));
    }

    [Fact]
    public void One_step_may_overshoot_with_a_larger_budget()
    {
        var (small, wide) = (Fgsm with { Id = "fgsm@0.05", Epsilon = 0.05 }, Fgsm with { Id = "fgsm@1", Epsilon = 1 });
        var report = Report(100, (small, 10), (Fgsm, 40), (wide, 60));
        Assert.Null(Severity("budget-does-not-help", report));
        Assert.Null(Severity("unbounded-attack-fails", report));
    }

    [Theory]
    [InlineData(1000, 5, null)]
    [InlineData(1000, 6, Warning)]
    [InlineData(4000, 8, null)]
    [InlineData(3999, 8, Warning)]
    [InlineData(1000, 8, Blocking)]
    [InlineData(1500, 8, Warning)]
    public void Noise_that_breaks_more_than_gradients_is_caught_from_0_2_points(int images, int lost, CheckSeverity? expected) =>
        Assert.Equal(expected, Severity("noise-outdoes-gradients", Report(images, (Noise, images / 2), (Pgd, (images / 2) + lost))));

    [Theory]
    [InlineData(0.5, 100, 10, null)]
    [InlineData(0.5, 100, 11, Warning)]
    [InlineData(0.5, 100, 15, Warning)]
    [InlineData(0.5, 100, 16, Blocking)]
    [InlineData(0.49, 100, 100, null)]
    public void An_unbounded_attack_that_leaves_more_than_a_tenth_is_caught(double epsilon, int images, int left, CheckSeverity? expected)
    {
        var wide = Pgd with { Id = "pgd-20@wide", Epsilon = epsilon };
        Assert.Equal(expected, Severity("unbounded-attack-fails", Report(images, (Pgd, images), (wide, left))));
    }

    [Theory]
    [InlineData(100, 0.05, null)]
    [InlineData(100, 0.06, Warning)]
    [InlineData(100, 0.09, Warning)]
    [InlineData(100, 0.10, Blocking)]
    [InlineData(10, 0.1, Warning)]
    [InlineData(null, 0.05, null)]
    [InlineData(null, 0.051, Blocking)]
    public void Missing_gradients_are_caught_from_a_twentieth_and_block_where_so_many_are_sure(int? images, double share, CheckSeverity? expected)
    {
        var diagnostics = SampleReports.Small.Diagnostics[0] with { Images = images, ZeroGradientShare = share };
        Assert.Equal(expected, Severity("zero-gradients", Report(10, (Pgd, 5)) with { Diagnostics = [diagnostics] }));
    }

    [Theory]
    [InlineData(Scores, 40, 20, 1, null)]
    [InlineData(Scores, 40, 20, 2, Warning)]
    [InlineData(Scores, 40, 20, 3, Blocking)]
    [InlineData(Decisions, 40, 20, 3, Blocking)]
    [InlineData(Scores, 40, 21, 3, Warning)]
    [InlineData(Scores, 600, 250, 2, Warning)]
    [InlineData(Scores, 600, 300, 2, null)]
    [InlineData(Transfer, 40, 20, 3, Warning)]
    [InlineData(Transfer, 40, 20, 1, null)]
    [InlineData(WhiteBox, 40, 20, 3, null)]
    public void Attacks_that_know_less_and_break_what_gradients_leave_are_caught(
        AttackKnowledge knowledge, int images, int left, int more, CheckSeverity? expected)
    {
        var other = SampleReports.Attack("other", "Other", 20, "some") with { Knowledge = knowledge };
        var report = Report(images, (Pgd, left), (other, left - more));
        Assert.Equal(expected, Severity("white-box-outdone", report));
        if (expected is not null)
            Assert.Contains($"{more} of the {left} images", Findings("white-box-outdone", report).First().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void On_the_base_model_an_attack_by_transfer_is_one_through_its_own_gradients()
    {
        var transfer = SampleReports.Attack("transfer", "Transfer", 20, "some") with { Knowledge = Transfer };
        var report = Report(40, (Pgd, 20), (transfer, 5));
        Assert.Equal("v", Assert.Single(Findings("white-box-outdone", report)).VariantId);
        var queried = Findings("white-box-outdone", Report(40, (Pgd, 20), (transfer, 5), (Square, 5)));
        Assert.DoesNotContain(queried, finding => finding.VariantId == "base");
    }

    [Theory]
    [InlineData(3, Blocking)]
    [InlineData(1, null)]
    public void A_black_box_member_of_an_ensemble_is_blamed_for_what_it_broke_alone(int broken, CheckSeverity? expected)
    {
        var report = Report(40, (Pgd, 17));
        var altered = report with
        {
            Outcomes = [.. report.Outcomes.Select(outcome => outcome with { Members = [SampleReports.Stage("square", "Square", Scores, broken)] })],
        };
        Assert.Equal(expected, Findings("white-box-outdone", altered).FirstOrDefault()?.Severity);
    }

    /// <summary>Of four draws gradients break two of one image and three of another; noise breaks as many without knowing anything.</summary>
    [Theory]
    [InlineData(2, 0, Warning)]
    [InlineData(2, 1, null)]
    [InlineData(1, 0, null)]
    public void Of_a_randomized_variant_what_breaks_in_some_draws_is_chance(byte pgd, byte square, CheckSeverity? expected)
    {
        var report = Report(40, (Pgd, 20), (Square, 20));
        byte[] Counts(byte first) => [.. Enumerable.Range(0, 40).Select(i => i < 2 ? first : (byte)4)];
        var randomized = report with
        {
            Variants = [report.Variants[0], report.Variants[1] with { Randomized = true }],
            Outcomes =
            [
                .. report.Outcomes.Where(outcome => outcome.VariantId == "base"),
                SampleReports.Outcome("v", RobustnessReport.CleanId, 4, Counts(4)),
                SampleReports.Outcome("v", Pgd.Id, 4, Counts(pgd)),
                SampleReports.Outcome("v", Square.Id, 4, Counts(square)),
            ],
        };
        Assert.Equal(expected, Findings("white-box-outdone", randomized).FirstOrDefault(finding => finding.VariantId == "v")?.Severity);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void Randomness_that_no_attack_averages_is_noted(int draws, bool expected)
    {
        var report = Report(10, (Pgd with { GradientDraws = draws }, 5));
        report = report with { Variants = [report.Variants[0], report.Variants[1] with { Randomized = true }] };
        Assert.Equal(expected ? Note : null, Severity("randomness-not-averaged", report));
    }

    [Theory]
    [InlineData(2, false)]
    [InlineData(3, true)]
    public void A_targeted_attack_that_asks_for_more_classes_than_there_are_is_noted(int targets, bool expected) => Assert.Equal(
        expected ? Note : null, Severity("fewer-classes-than-targets", Report(10, (Pgd with { TargetClasses = targets }, 5))));

    [Fact]
    public void Machines_of_several_kinds_are_noted()
    {
        var report = Report(10, (Pgd, 5));
        var machine = report.Provenance.Machines[0];
        var mixed = report with { Provenance = report.Provenance with { Machines = [machine, machine with { Threads = 99 }] } };
        Assert.Null(Severity("several-machines", report));
        Assert.Equal(Note, Severity("several-machines", mixed));
    }

    [Theory]
    [InlineData(0.99, 0, false, null)]
    [InlineData(1, 0, false, "probabilities-instead-of-logits")]
    [InlineData(0, 0.01, false, "undeclared-randomness")]
    [InlineData(0, 0, true, "optimization-at-inference")]
    public void What_a_model_is_found_to_be_is_named(double probabilities, double unsteady, bool optimizes, string? expected)
    {
        var diagnostics = SampleReports.Small.Diagnostics[0] with
        {
            ProbabilityShare = probabilities,
            UndeclaredRandomnessShare = unsteady,
            OptimizesAtInference = optimizes,
        };
        Assert.Equal(expected, EvaluationCheck.RunAll(Report(10, (Pgd, 5)) with { Diagnostics = [diagnostics] }).SingleOrDefault()?.Id);
    }

    private static CheckSeverity? Severity(string check, RobustnessReport report)
    {
        var findings = Findings(check, report).ToList();
        Assert.All(findings, finding => Assert.All([finding.Message, finding.Cause, finding.Remedy], text => Assert.True(text.Length > 20)));
        return findings.FirstOrDefault()?.Severity;
    }

    private static IEnumerable<CheckFinding> Findings(string check, RobustnessReport report) =>
        EvaluationCheck.RunAll(report).Where(finding => finding.Id == check);

    /// <summary>A base model and a defended one with the same outcome: under every attack the first so many images are classified correctly.</summary>
    private static RobustnessReport Report(int images, params (AttackInfo Attack, int Correct)[] attacks)
    {
        ImmutableArray<VariantInfo> variants =
            [SampleReports.Variant("base", "base", VariantInfo.NoDefense), SampleReports.Variant("v", "v", "some")];
        return SampleReports.Small with
        {
            Dataset = SampleReports.Small.Dataset with { Images = images },
            Labels = [.. Enumerable.Repeat(0, images)],
            Variants = variants,
            Attacks = [.. attacks.Select(pair => pair.Attack)],
            Diagnostics = [],
            Checks = [],
            Timings = null,
            Outcomes =
            [
                .. from variant in variants
                   from pair in attacks.Select(pair => (pair.Attack.Id, pair.Correct)).Prepend((RobustnessReport.CleanId, images))
                   select SampleReports.Outcome(variant.Id, pair.Item1, 1, [.. Enumerable.Range(0, images).Select(i => (byte)(i < pair.Item2 ? 1 : 0))]),
            ],
        };
    }
}
