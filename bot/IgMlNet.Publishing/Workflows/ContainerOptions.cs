using System.Text.RegularExpressions;

namespace IgMlNet.Publishing.Workflows;

/// <summary>Options of Docker that let a container reach the machine that it runs on.</summary>
internal static partial class ContainerOptions
{
    /// <summary>Whether options give a container the host's namespaces, devices, capabilities or files.</summary>
    public static bool ReachHost(string options) => Outward().IsMatch(options)
        || Volume().Matches(options).Any(static match => IsOfHost(match.Groups[1].Value.Trim('"', '\'')));

    /// <summary>Whether a volume is a folder or socket of the host, or one that outlives the job.</summary>
    public static bool IsOfHost(string volume) => volume.Contains(':', StringComparison.Ordinal) || volume.Contains("${{", StringComparison.Ordinal)
        || volume.Contains("source=", StringComparison.Ordinal) || volume.Contains("src=", StringComparison.Ordinal);

    /// <summary>Whether a line of a script starts a container.</summary>
    public static bool IsDockerRun(string line) => DockerRun().IsMatch(line);

    [GeneratedRegex(
        @"--privileged\b(?!=false)|--(?:pid|ipc|uts|net|network|userns|cgroupns)[= ]""?(?:host|container:)|--cap-add\b"
        + @"|--device(?:-cgroup-rule)?[= ](?!""?/dev/(?:nvidia|kfd|dri))|--security-opt[= ]\S*(?:unconfined|disable)|--volumes-from\b|docker\.sock|containerd\.sock|podman\.sock",
        RegexOptions.IgnoreCase)]
    private static partial Regex Outward();

    [GeneratedRegex(@"(?:^|\s)(?:-v|--volume|--mount)[= ]?(\S+)")]
    private static partial Regex Volume();

    [GeneratedRegex(@"\b(?:docker|podman|nerdctl)\s+(?:container\s+)?(?:run|create)\b")]
    private static partial Regex DockerRun();
}
