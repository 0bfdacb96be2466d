using System.Text.RegularExpressions;
using IgMlNet.Publishing.Workflows.Expressions;
using YamlDotNet.RepresentationModel;

namespace IgMlNet.Publishing.Workflows.Rules;

/// <summary>W11: container images are named by their digest.</summary>
internal sealed partial class PinnedImages : WorkflowRule
{
    /// <inheritdoc/>
    public override string Id => "W11";

    /// <inheritdoc/>
    public override string Title => "Images of containers and services are pinned by digest";

    /// <inheritdoc/>
    public override string Cause => "A tag can be moved to another image, which then runs with the job's rights";

    /// <inheritdoc/>
    public override string Remedy => "Write the digest behind the name: postgres:17@sha256:<64 digits>";

    /// <inheritdoc/>
    public override IEnumerable<WorkflowFinding> Check(WorkflowFile file, LintContext context)
    {
        foreach (var job in file.Jobs)
        {
            var images = job.Node.At("services").Entries().Select(static service => service.Value).Prepend(job.Node.At("container"))
                .Select(static container => container.At("image") ?? container).OfType<YamlScalarNode>();
            foreach (var image in images.Where(image => !IsPinned(image.Value ?? "", job)))
                yield return Found(file, image, $"image '{image.Value}' has no digest");
        }

        if (file.Root.At("runs").At("image") is YamlScalarNode { Value: { } own } node && own.StartsWith("docker://", StringComparison.Ordinal) && !Digest().IsMatch(own))
            yield return Found(file, node, $"image '{own}' has no digest");
    }

    private static bool IsPinned(string image, WorkflowJob job)
    {
        // An empty image starts no container.
        if (image.Length == 0 || Digest().IsMatch(image))
            return true;
        return EmbeddedExpression.In(image).ToList() is [{ Offset: 0, Value: ReferenceExpression { Path: var path } } only] && only.End == image.Length
            && MatrixValues.Of(job.Node, path) is { } values && values.All(static value => value.Length == 0 || Digest().IsMatch(value));
    }

    [GeneratedRegex(@"@sha256:[0-9a-f]{64}\z")]
    private static partial Regex Digest();
}
