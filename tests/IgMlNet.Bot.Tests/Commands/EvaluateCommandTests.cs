using IgMlNet.Bot.Tests.Support;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Results.Files;
using IgMlNet.Reporting.Results.Timings;
using IgMlNet.Reporting.Views;

namespace IgMlNet.Bot.Tests.Commands;

[Collection(ToyModelCollection.Name)]
public class EvaluateCommandTests(ToyModel toy)
{
    [Fact]
    public void Evaluate_ranks_defends_attacks_and_reports()
    {
        using var folder = new TemporaryFolder();
        var output = Run(folder).Succeeded().Output;

        var report = ReportFile.Read(folder.At("report.json"));
        Assert.Equal(["base", "ig-random-2", "ig-random-2-rs", "ig-lo-ir-2", "ig-lo-ir-2-rs"], report.Variants.Select(v => v.Id));
        Assert.Equal(["fgsm", "pgd-3", "apgd-ce-3"], report.Attacks.Select(a => a.Id));
        Assert.Equal(12, report.Dataset.Images);
        Assert.Contains("Expected at most about ", output, StringComparison.Ordinal);
        Assert.Equal(0.05, report.ThreatModel.Epsilon);
        Assert.All(report.Outcomes, outcome => Assert.InRange(outcome.LargestDistance, 0, 0.0500001));
        Assert.Equal(
            "igml evaluate --dataset data --samples 12 --checkpoint toy.safetensors --epsilon 0.05 " +
            "--attacks fgsm,pgd-3,apgd-ce-3 --draws 3",
            report.Provenance.Command);

        var markdown = File.ReadAllText(folder.At("report.md"));
        Assert.StartsWith("# Robustness of toy.safetensors on data", markdown, StringComparison.Ordinal);
        Assert.Contains("attacks.svg", markdown, StringComparison.Ordinal);
        Assert.StartsWith("<svg", File.ReadAllText(folder.At("attacks.svg")), StringComparison.Ordinal);
        Assert.Equal(
            ["attacks.svg", "classes.svg", "gains.svg", "images.csv", "report.csv", "report.html", "report.json", "report.md", "timings.json"], folder.FileNames);

        // The console shows every number of the table, in plain text.
        Assert.DoesNotContain(output, c => char.IsControl(c) && c is not ('\n' or '\r'));
        foreach (var row in RobustnessTable.FromReport(report).Rows)
        {
            var start = $"  {row.Variant.DisplayName}  ";
            var line = output.Split('\n').Single(line => line.StartsWith(start, StringComparison.Ordinal));
            Assert.All(row.Cells, cell => Assert.Contains(cell.Value, line, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Equal_commands_give_equal_outcomes_whatever_the_batch()
    {
        using var one = new TemporaryFolder();
        using var other = new TemporaryFolder();
        Run(one, "--smoothing", "on", "--ranking", "lo-ir").Succeeded();
        Run(other, "--smoothing", "on", "--ranking", "lo-ir").Succeeded();
        var (first, second) = (ReportFile.Read(one.At("report.json")), ReportFile.Read(other.At("report.json")));
        Assert.Equal(first.Provenance.PlanHash, second.Provenance.PlanHash);
        foreach (var (a, b) in first.Outcomes.Zip(second.Outcomes))
        {
            Assert.Equal<byte>(a.CorrectDraws, b.CorrectDraws);
            Assert.Equal<float>(a.Margins, b.Margins);
        }
    }

    [Fact]
    public void A_narrow_terminal_gets_one_line_a_number()
    {
        using var folder = new TemporaryFolder();
        var result = Igml.RunInTerminal(72, Arguments(folder, "--smoothing", "off", "--ranking", "lo-ir")).Succeeded();
        Assert.Contains("95 % interval", result.Output, StringComparison.Ordinal);
        var report = ReportFile.Read(folder.At("report.json"));
        foreach (var cell in RobustnessTable.FromReport(report).Rows.SelectMany(row => row.Cells))
        {
            Assert.Contains(cell.Value, result.Output, StringComparison.Ordinal);
            Assert.Contains(cell.Interval!, result.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_ranking_from_a_file_stands_in_for_the_one_of_its_method_and_brings_its_layer()
    {
        using var folder = new TemporaryFolder();
        var file = folder.At("ranking.safetensors");
        Igml.Run("rank", "--dataset", toy.Data, "--checkpoint", toy.Checkpoint, "--layer", "layer3", "--out", file).Succeeded();
        Run(folder, "--ranking-file", file, "--smoothing", "off", "--k", "3").Succeeded();
        var report = ReportFile.Read(folder.At("report.json"));
        Assert.Equal(["base", "ig-random-3", "ig-lo-ir-3"], report.Variants.Select(v => v.Id));
        Assert.Equal("layer3", report.VariantOf("ig-lo-ir-3").Layer);

        var line = Run(folder, "--ranking-file", file, "--layer", "layer4").OneLine(ExitCode.UnusableInput);
        Assert.Contains("ranks 8 neurons of layer3 for 10 classes, not the 16 of layer4 for 10", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Cd_ir_stands_beside_lo_ir_on_the_bundled_model_with_nothing_to_fetch()
    {
        using var folder = new TemporaryFolder();
        var output = Igml.Run(
            "evaluate", "--samples", "10", "--probe-samples", "200", "--attacks", "fgsm", "--draws", "2", "--cache", "off",
            "--out", folder.Path).Succeeded().Output;

        var report = ReportFile.Read(folder.At("report.json"));
        Assert.Equal(
            ["base", "ig-random-6", "ig-random-6-rs", "ig-lo-ir-6", "ig-lo-ir-6-rs", "ig-cd-ir-6", "ig-cd-ir-6-rs"],
            report.Variants.Select(v => v.Id));
        Assert.Contains("CD-IR-6 + RS", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_ranking_by_cd_ir_from_a_file_needs_no_clip()
    {
        using var folder = new TemporaryFolder();
        var file = folder.At("ranking.safetensors");
        Igml.Run(
            "rank", "--dataset", toy.Data, "--checkpoint", toy.Checkpoint, "--ranking", "cd-ir", "--similarity", "majority-vote",
            "--cache", "off", "--out", file).Succeeded();

        Run(folder, "--ranking", "cd-ir,lo-ir", "--ranking-file", file, "--smoothing", "off", "--attacks", "fgsm").Succeeded();

        Assert.Equal(["base", "ig-cd-ir-2", "ig-lo-ir-2"], ReportFile.Read(folder.At("report.json")).Variants.Select(v => v.Id));
    }

    [Fact]
    public void K_can_be_searched_for()
    {
        using var folder = new TemporaryFolder();
        var output = Run(folder, "--k", "search", "--smoothing", "off", "--attacks", "fgsm").Succeeded().Output;
        var kept = ReportFile.Read(folder.At("report.json")).Variants[1].NeuronsKept;
        Assert.InRange(kept!.Value, 1, 16);
        Assert.Contains(FormattableString.Invariant($"layer4: {kept} of 16 neurons kept"), output, StringComparison.Ordinal);
    }

    [Fact]
    public void All_defenses_stand_beside_each_other_with_what_they_cost()
    {
        using var folder = new TemporaryFolder();
        var output = Run(
            folder, "--defenses", "all", "--ranking", "lo-ir", "--smoothing", "on", "--attacks", "fgsm").Succeeded().Output;
        var report = ReportFile.Read(folder.At("report.json"));
        var costs = TimingsFile.Read(folder.At("timings.json")).Costs;

        Assert.Equal(
            ["base", "hd-20", "sodef", "caaa-2-0.15", "rs-1-0.025", "ig-lo-ir-2-rs"], report.Variants.Select(variant => variant.Id));
        Assert.Equal(report.Variants.Select(variant => variant.Id), costs.Select(cost => cost.VariantId));
        Assert.Contains("Trained  SODEF on 40 probe images: ", output, StringComparison.Ordinal);
        Assert.Contains("Hedge Defense: 20 steps of 0.025 within 0.05", report.VariantOf("hd-20").Defense, StringComparison.Ordinal);
        Assert.Equal(
            ["hd-20", "caaa-2-0.15"],
            report.Checks.Where(check => check.Id == "optimization-at-inference").Select(check => check.VariantId));
        Assert.Contains("cost", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_control_that_is_not_of_the_paper_is_evaluated_when_it_is_named()
    {
        using var folder = new TemporaryFolder();
        Run(folder, "--defenses", "bits", "--attacks", "fgsm").Succeeded();
        Assert.Equal(["base", "bits-3"], ReportFile.Read(folder.At("report.json")).Variants.Select(variant => variant.Id));
    }

    [Fact]
    public void Sodef_from_a_file_must_be_of_the_model()
    {
        using var folder = new TemporaryFolder();
        var file = folder.At("sodef.safetensors");
        Igml.Run("train", "sodef", "--dataset", toy.Data, "--checkpoint", toy.Checkpoint, "--out", file).Succeeded();
        Run(folder, "--defenses", "sodef", "--sodef-file", file, "--attacks", "fgsm").Succeeded();
        Assert.Equal(["base", "sodef"], ReportFile.Read(folder.At("report.json")).Variants.Select(v => v.Id));

        var line = Igml.Run(
            "evaluate", "--samples", "10", "--attacks", "fgsm", "--defenses", "sodef", "--sodef-file", file, "--out", folder.At("other"))
            .OneLine(ExitCode.UnusableInput);
        Assert.Contains("was trained on a model with other weights", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--defenses hd,moat", "--defenses: 'moat' is not known")]
    [InlineData("--defenses hd,hd", "--defenses: 'hd' is named twice")]
    [InlineData("--defenses hd --k 3", "--k: is for the Interpretability-Guided Defense")]
    [InlineData("--sodef-file x.pt", "--sodef-file: is for a stable neural ODE behind the features")]
    [InlineData("--defenses sodef --sodef-file missing.pt", "missing.pt: ")]
    public void Options_of_defenses_that_do_not_fit_are_told_in_one_line(string options, string expected)
    {
        using var folder = new TemporaryFolder();
        Assert.Contains(expected, Run(folder, options.Split(' ')).OneLine(ExitCode.UnusableInput), StringComparison.Ordinal);
    }

    [Fact]
    public void L2_attacks_stay_within_their_budget()
    {
        using var folder = new TemporaryFolder();
        Igml.Run(
            "evaluate", "--dataset", toy.Data, "--checkpoint", toy.Checkpoint, "--out", folder.Path, "--samples", "10",
            "--norm", "L2", "--epsilon", "1/2", "--sigma", "0.03", "--smoothing", "on", "--ranking", "lo-ir",
            "--attacks", "pgd-3", "--draws", "2").Succeeded();
        var report = ReportFile.Read(folder.At("report.json"));
        Assert.Equal(PerturbationNorm.L2, report.ThreatModel.Norm);
        Assert.All(report.Outcomes, outcome => Assert.InRange(outcome.LargestDistance, 0, 0.50001));
        Assert.Contains("σ = 0.03", report.Variants[1].Defense, StringComparison.Ordinal);
    }

    [Fact]
    public void Ranking_on_the_evaluated_images_is_told()
    {
        using var folder = new TemporaryFolder();
        var result = Run(folder, "--split", "probe", "--ranking", "lo-ir", "--smoothing", "off", "--attacks", "fgsm");
        var output = result.Succeeded().Output;
        Assert.Contains("neurons are ranked on probe images too", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--k 17", "--k: 17 is more than the 16 neurons of layer4")]
    [InlineData("--layer stem", "--layer: resnet18 has no neuron layer 'stem'")]
    [InlineData("--samples 41", "--samples: data has 40 test images, fewer than 41")]
    public void What_does_not_fit_model_or_data_is_told_in_one_line(string options, string expected)
    {
        using var folder = new TemporaryFolder();
        var words = options.Split(' ');
        var arguments = Arguments(folder);
        var at = Array.IndexOf(arguments, words[0]);
        if (at >= 0)
            arguments[at + 1] = words[1];
        else
            arguments = [.. arguments, .. words];
        Assert.Contains(expected, Igml.Run(arguments).OneLine(ExitCode.UnusableInput), StringComparison.Ordinal);
        Assert.Empty(folder.FileNames);
    }

    [Theory]
    [InlineData(ExitCode.Interrupted)]
    [InlineData(ExitCode.Terminated)]
    public void Ctrl_C_and_SIGTERM_leave_an_earlier_report_as_it_was_and_nothing_half_written(int exitCode)
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("needs POSIX signals");
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.At("report.json"), "earlier");
        using var process = IgmlProcess.Start(
            folder.Path, IgmlProcess.Patient,
            "evaluate", "--dataset", toy.Data, "--checkpoint", toy.Checkpoint, "--epsilon", "0.05", "--out", folder.Path,
            "--attacks", "pgd-100000");
        process.WaitForLine("Masked");
        process.Interrupt(exitCode);
        var line = process.Finish().OneLine(exitCode).TrimEnd();
        Assert.Equal("igml evaluate: interrupted. Nothing was written.", line);
        Assert.Equal(["report.json"], folder.FileNames);
        Assert.Equal("earlier", File.ReadAllText(folder.At("report.json")));
    }

    private string[] Arguments(TemporaryFolder folder, params string[] more)
    {
        string[] attacks = more.Contains("--attacks") ? [] : ["--attacks", "fgsm,pgd-3,apgd-ce-3"];
        return
        [
            "evaluate", "--dataset", toy.Data, "--checkpoint", toy.Checkpoint, "--epsilon", "0.05", "--out", folder.Path,
            "--samples", "12", "--draws", "3", "--threads", "1", "--device", "cpu", .. attacks, .. more,
        ];
    }

    private IgmlResult Run(TemporaryFolder folder, params string[] more) => Igml.Run(Arguments(folder, more));
}
