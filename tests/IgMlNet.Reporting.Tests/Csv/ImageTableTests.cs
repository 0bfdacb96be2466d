using IgMlNet.Reporting.Csv;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Views;

namespace IgMlNet.Reporting.Tests.Csv;

public class ImageTableTests
{
    [Fact]
    public void Every_image_of_every_variant_names_the_attack_that_decides_it()
    {
        var report = SampleReports.Small;
        var lines = ImageTable.Render(report).TrimEnd('\n').Split('\n');

        Assert.Equal("variant_id,image,label,class,draws,clean_correct,worst_case_correct,decided_by", lines[0]);
        Assert.Equal(1 + (report.Variants.Length * report.Labels.Length), lines.Length);
        foreach (var (variant, number) in report.Variants.Select((variant, number) => (variant, number)))
        {
            var worst = ImageWiseWorstCase.FromReport(report, variant.Id);
            for (var image = 0; image < report.Labels.Length; image++)
            {
                var cells = lines[1 + (number * report.Labels.Length) + image].Split(',');
                Assert.Equal((variant.Id, $"{image}", worst.AttackIds[image]), (cells[0], cells[1], cells[^1]));
                Assert.Equal($"{report.OutcomeOf(variant.Id, worst.AttackIds[image]).CorrectDraws[image]}", cells[^2]);
            }
        }

        Assert.Contains(lines, line => line.EndsWith("," + RobustnessReport.CleanId, StringComparison.Ordinal));
        Assert.Contains(lines, line => report.Attacks.Any(attack => line.EndsWith("," + attack.Id, StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Cultures.Names), MemberType = typeof(Cultures))]
    public void The_culture_changes_nothing(string culture) =>
        Assert.Equal(ImageTable.Render(SampleReports.Small), Cultures.Under(culture, static () => ImageTable.Render(SampleReports.Small)));
}
