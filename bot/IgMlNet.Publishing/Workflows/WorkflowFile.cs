using System.Text;
using IgMlNet.IO;
using YamlDotNet.RepresentationModel;

namespace IgMlNet.Publishing.Workflows;

/// <summary>A workflow, or the description of a composite action.</summary>
internal sealed class WorkflowFile
{
    /// <summary>The largest file that is read, in bytes.</summary>
    public const int LargestFile = 1 << 20;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private WorkflowFile(string path, string[] lines, YamlMappingNode root)
    {
        (Path, RepositoryPath, Lines, Root) = (path, RepositoryPaths.Of(path), lines, root);
        Jobs = [.. root.At("jobs").Entries().Select(static job => new WorkflowJob(job.Key, job.KeyNode, job.Value))];
        TriggerNodes = root.At("on") switch
        {
            YamlMappingNode mapping => [.. mapping.Entries().Select(static entry => (entry.Key, entry.KeyNode))],
            var node => [.. node.Items().Select(static item => (item.Text() ?? "", item))],
        };
        Triggers = [.. TriggerNodes.Select(static trigger => trigger.Event)];
        Steps = [.. Jobs.SelectMany(static job => job.Steps), .. root.At("runs").At("steps").Items().Select(static step => new WorkflowStep(step))];
    }

    /// <summary>Where it lies.</summary>
    public string Path { get; }

    /// <summary>Where it lies in its repository, e.g. <c>.github/workflows/ci.yml</c>.</summary>
    public string RepositoryPath { get; }

    /// <summary>Its lines, as they are written.</summary>
    public IReadOnlyList<string> Lines { get; }

    /// <summary>All of it.</summary>
    public YamlMappingNode Root { get; }

    /// <summary>Whether it is an action's description and no workflow.</summary>
    public bool IsAction => Root.At("runs") is not null;

    /// <summary>The events that start it.</summary>
    public IReadOnlyList<string> Triggers { get; }

    /// <summary>The events that start it, each with its node.</summary>
    public IReadOnlyList<(string Event, YamlNode Node)> TriggerNodes { get; }

    /// <summary>Its jobs.</summary>
    public IReadOnlyList<WorkflowJob> Jobs { get; }

    /// <summary>The steps of all jobs, or of the action.</summary>
    public IReadOnlyList<WorkflowStep> Steps { get; }

    /// <summary>Whether it runs for pull requests, with files that the pull request may change.</summary>
    public bool IsForPullRequests => Triggers.Any(WorkflowEvents.OfPullRequests.Contains);

    /// <summary>Whether people who may not write can start it with the rights of the default branch.</summary>
    public bool IsStartedFromOutside => Triggers.Any(WorkflowEvents.FromOutside.Contains);

    /// <summary>Whether it runs with the rights of the default branch after another workflow.</summary>
    public bool FollowsAnother => Triggers.Contains("workflow_run");

    /// <summary>Reads a file.</summary>
    /// <exception cref="InputException">It cannot be read, or is neither a workflow nor an action.</exception>
    public static WorkflowFile Read(string path)
    {
        try
        {
            return Parse(Utf8.GetString(RegularFile.ReadAllBytes(path, LargestFile, "Name a workflow or an action")), path);
        }
        catch (DecoderFallbackException e)
        {
            throw new InputException(path, "is not UTF-8", "Save it as UTF-8", innerException: e);
        }
    }

    /// <summary>Reads the text of a file.</summary>
    /// <exception cref="InputException">It is neither a workflow nor an action.</exception>
    public static WorkflowFile Parse(string text, string path)
    {
        var root = WorkflowYaml.Parse(text, path);
        return root.At("jobs") is YamlMappingNode || root.At("runs") is YamlMappingNode
            ? new WorkflowFile(path, text.ReplaceLineEndings("\n").Split('\n'), root)
            : throw new InputException(path, "has neither jobs nor runs", "Name a workflow or an action");
    }
}
