namespace IgMlNet.Reporting.Comments;

/// <summary>What becomes of the results of the base where there are none.</summary>
/// <param name="State">What was done about them.</param>
/// <param name="Workflow">The file of the workflow that makes them.</param>
/// <param name="Page">Where that is seen; null where nowhere.</param>
public sealed record BaseEvaluation(BaseEvaluationState State, string Workflow, Uri? Page);

/// <summary>What was done about missing results of the base.</summary>
public enum BaseEvaluationState
{
    /// <summary>The base is being evaluated, or waits for it.</summary>
    UnderWay,

    /// <summary>It was evaluated, and that left no results: it is not tried time after time.</summary>
    Fruitless,

    /// <summary>There is no workflow that would evaluate it.</summary>
    NoWorkflow,

    /// <summary>The workflow may not be started.</summary>
    NotPermitted,
}
