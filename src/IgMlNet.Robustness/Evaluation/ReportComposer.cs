using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using IgMlNet.Reporting.Results;
using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Models.Architectures;
using IgMlNet.Robustness.Native;

namespace IgMlNet.Robustness.Evaluation;

/// <summary>Puts what an evaluation found into the form of a report.</summary>
internal static class ReportComposer
{
    public static RobustnessReport Compose(
        EvaluationContext context,
        Classifier classifier,
        LabeledImages images,
        IReadOnlyList<Attack> attacks,
        EvaluationOptions options,
        ImmutableArray<VariantInfo> variants,
        ImmutableArray<AttackOutcome> outcomes,
        DateTimeOffset started,
        TimeSpan duration)
    {
        var environment = NativeEnvironment.Describe(classifier.Device);
        return new RobustnessReport
        {
            SchemaVersion = RobustnessReport.CurrentSchemaVersion,
            Title = context.Title,
            Dataset = new DatasetInfo
            {
                Name = images.Name,
                Split = images.Split,
                Images = images.Count,
                ContentHash = images.ContentHash,
                Classes = [.. images.ClassNames],
            },
            ThreatModel = new ThreatModelInfo
            {
                Norm = Enum.Parse<PerturbationNorm>(options.ThreatModel.Norm.Id),
                Epsilon = options.ThreatModel.Epsilon,
            },
            Model = new ModelInfo
            {
                Name = context.ModelName,
                Architecture = string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Architecture.Find(classifier.Name).DisplayName}, base width {classifier.Dimensions.BaseWidth}"),
                Parameters = classifier.ParameterCount,
                Hash = classifier.ContentHash,
            },
            Seed = unchecked((long)options.Seed.Value),
            BaseVariantId = Variant.BaseId,
            Variants = variants,
            Attacks = [.. attacks.Select(Describe)],
            Checks = [],
            Provenance = new ProvenanceInfo
            {
                ToolVersion = context.ToolVersion,
                Commit = context.Commit,
                Dirty = context.Dirty,
                PlanHash = PlanHash(classifier, images, attacks, options, variants),
                StartedUtc = started,
                FinishedUtc = started + duration,
                WallSeconds = duration.TotalSeconds,
                Device = environment.DeviceLabel,
                LibtorchVersion = environment.LibtorchVersion,
                TorchSharpVersion = environment.TorchSharpVersion,
                DotNetVersion = Environment.Version.ToString(),
                OperatingSystem = System.Runtime.InteropServices.RuntimeInformation.OSDescription.Split('#')[0].Trim(),
                Threads = environment.Threads,
                Command = context.Command,
            },
            Labels = [.. images.Labels],
            Outcomes = outcomes,
        };
    }

    private static AttackInfo Describe(Attack attack) => new()
    {
        Id = attack.Id,
        DisplayName = attack.DisplayName,
        Steps = attack.Steps > 0 ? attack.Steps : attack.Queries,
        Restarts = attack.Starts,
        Knowledge = attack.Knowledge,
        Description = attack.Paper,
    };

    /// <summary>SHA-256 of all that the outcomes depend on: equal plans on one back end give equal outcomes.</summary>
    private static string PlanHash(
        Classifier classifier,
        LabeledImages images,
        IReadOnlyList<Attack> attacks,
        EvaluationOptions options,
        ImmutableArray<VariantInfo> variants)
    {
        var plan = new StringBuilder();
        plan.AppendJoin('\n', classifier.ContentHash, images.ContentHash, options.ThreatModel.Norm.Id);
        plan.Append(
            CultureInfo.InvariantCulture,
            $"\n{options.ThreatModel.Epsilon:R}\n{options.Seed.Value}\n{options.BatchSize}\n{options.VerdictDraws}\n{options.SelectionDraws}\n");
        plan.AppendJoin('\n', variants.Select(variant => $"{variant.Id}: {variant.Defense}"));
        plan.Append('\n').AppendJoin('\n', attacks.Select(attack => attack.Id));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(plan.ToString())));
    }
}
