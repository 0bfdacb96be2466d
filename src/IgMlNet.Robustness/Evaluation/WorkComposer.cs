using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Shards;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Evaluation.Blocks;
using IgMlNet.Robustness.Models;

namespace IgMlNet.Robustness.Evaluation;

/// <summary>Puts what is going to be evaluated into the form of a report that has no outcomes yet.</summary>
internal static class WorkComposer
{
    public static EvaluationWork Compose(
        EvaluationContext context,
        Classifier classifier,
        LabeledImages images,
        IReadOnlyList<PlannedAttack> attacks,
        EvaluationOptions options,
        ImmutableArray<VariantInfo> variants) => new()
        {
            BlockSize = options.BatchSize,
            Model = context.Model,
            Models = context.Models,
            Frame = new RobustnessReport
            {
                SchemaVersion = RobustnessReport.CurrentSchemaVersion,
                Title = context.Title,
                Dataset = images.Describe(),
                ThreatModel = options.ThreatModel.Describe(),
                Model = classifier.Describe(context.ModelName),
                Seed = unchecked((long)options.Seed.Value),
                BaseVariantId = options.ComparedVariantId,
                Variants = variants,
                Attacks = [.. attacks.Select(attack => attack.Describe())],
                Diagnostics = [],
                Checks = [],
                Provenance = new ProvenanceInfo
                {
                    ToolVersion = context.ToolVersion,
                    Commit = context.Commit,
                    Dirty = context.Dirty,
                    PlanHash = context.PlanHash ?? PlanHash(classifier, images, attacks, options, variants),
                    Machines = [],
                    Command = context.Command,
                },
                Labels = [.. images.Labels],
                AttackedImages = options.AttackedImages,
                Outcomes = [],
            },
        };

    /// <summary>SHA-256 of all that the outcomes depend on: equal plans on one back end give equal outcomes.</summary>
    private static string PlanHash(
        Classifier classifier,
        LabeledImages images,
        IReadOnlyList<PlannedAttack> attacks,
        EvaluationOptions options,
        ImmutableArray<VariantInfo> variants)
    {
        var plan = new StringBuilder();
        plan.AppendJoin('\n', classifier.ContentHash, images.ContentHash, options.ThreatModel.Norm.Id);
        plan.Append(
            CultureInfo.InvariantCulture,
            $"\n{options.ThreatModel.Epsilon:R}\n{options.Seed.Value}\n{options.BatchSize}\n{options.VerdictDraws}\n{options.SelectionDraws}\n");
        plan.Append(CultureInfo.InvariantCulture, $"{options.AttackedImages}\n");
        plan.AppendJoin('\n', variants.Select(variant => $"{variant.Id}: {variant.Defense} {variant.MaskHash}"));
        plan.Append('\n').AppendJoin('\n', attacks.Select(attack => attack.Id));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(plan.ToString())));
    }
}
