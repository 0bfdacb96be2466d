using YamlDotNet.RepresentationModel;

namespace IgMlNet.Publishing.Workflows;

/// <summary>The values that a job's matrix gives to a name.</summary>
internal static class MatrixValues
{
    /// <summary>The texts that <c>matrix.NAME</c> stands for, in lists and included entries; null where the run works them out.</summary>
    /// <param name="job">The job.</param>
    /// <param name="path">The reference in lower case, e.g. <c>matrix.platform.runner</c>.</param>
    public static IReadOnlyList<string>? Of(YamlNode job, string path)
    {
        var matrix = job.At("strategy").At("matrix");
        if (!path.StartsWith("matrix.", StringComparison.Ordinal) || matrix is not YamlMappingNode)
            return null;
        var names = path["matrix.".Length..].Split('.');
        var values = Inner(matrix, names[0]).SelectMany(YamlNodes.Items)
            .Concat(matrix.At("include").Items().SelectMany(entry => Inner(entry, names[0])))
            .SelectMany(value => names.Skip(1).Aggregate((IEnumerable<YamlNode>)[value], static (nodes, name) => nodes.SelectMany(node => Inner(node, name))))
            .Select(static value => value.Text() ?? "${{").ToList();
        return values.Count > 0 && !values.Exists(static value => value.Contains("${{", StringComparison.Ordinal)) ? values : null;
    }

    private static IEnumerable<YamlNode> Inner(YamlNode node, string name) =>
        node.Entries().Where(entry => entry.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(static entry => entry.Value);
}
