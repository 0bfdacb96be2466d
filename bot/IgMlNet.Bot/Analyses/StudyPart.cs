using IgMlNet.Bot.Plans;

namespace IgMlNet.Bot.Analyses;

/// <summary>A plan of a study.</summary>
/// <param name="Plan">The plan, of one model.</param>
/// <param name="Keys">
/// What is varied in it, as tables call it: for a grid of defenses the values of its one list, in order; one alone where the plan is
/// one point of the study.
/// </param>
internal sealed record StudyPart(EvaluationPlan Plan, IReadOnlyList<string> Keys);
