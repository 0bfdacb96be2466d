namespace IgMlNet.Robustness.Evaluation;

/// <summary>What a report says about where its numbers come from, as far as the evaluation cannot know it.</summary>
public sealed record EvaluationContext
{
    /// <summary>The report's title.</summary>
    public required string Title { get; init; }

    /// <summary>The base model's name for readers, e.g. its file's name or its identifier in a model zoo.</summary>
    public required string ModelName { get; init; }

    /// <summary>The version of the program that evaluates.</summary>
    public required string ToolVersion { get; init; }

    /// <summary>A command that makes the report again, without paths of one machine.</summary>
    public required string Command { get; init; }

    /// <summary>SHA-256 of the canonical plan; null to have it computed from all that the outcomes depend on.</summary>
    public string? PlanHash { get; init; }

    /// <summary>Which of the plan's models is evaluated, from 1. Default 1.</summary>
    public int Model { get; init; } = 1;

    /// <summary>The number of the plan's models. Default 1.</summary>
    public int Models { get; init; } = 1;

    /// <summary>The commit that was evaluated, where known.</summary>
    public string? Commit { get; init; }

    /// <summary>Whether the checkout had changes that are not committed, where known.</summary>
    public bool? Dirty { get; init; }
}
