using System.Collections.Immutable;
using IgMlNet.Reporting.Analyses;
using IgMlNet.Reporting.Results;

namespace IgMlNet.Bot.Analyses;

/// <summary>
/// An experiment of the paper that is an evaluation over a grid: plans, which are carried out and reported as any other, and a table
/// made of their results. To add one, derive from this and list it in <see cref="All"/>.
/// </summary>
internal abstract class Study
{
    /// <summary>All studies, in the order of the paper.</summary>
    public static IReadOnlyList<Study> All { get; } =
    [
        new AblationStudy(), new KStudy(), new LayerStudy(), new DeviationStudy(), new NoiseSamplesStudy(), new TemperatureStudy(),
        new ProbeShareStudy(), new StepsStudy(), new EpsilonStudy(), new ClassesStudy(),
    ];

    /// <summary>The name in commands and files: small letters with dashes.</summary>
    public abstract string Id { get; }

    /// <summary>What it is about, in one line.</summary>
    public abstract string Title { get; }

    /// <summary>What of the paper it repeats.</summary>
    public abstract string Origin { get; }

    /// <summary>What it is good for, in one sentence, for help texts.</summary>
    public abstract string Purpose { get; }

    /// <summary>The plans, each of one model, with what their variants are called in the table.</summary>
    public abstract IReadOnlyList<StudyPart> Parts(StudySubject subject);

    /// <summary>The numbers of the carried out plans.</summary>
    /// <param name="subject">What was studied.</param>
    /// <param name="results">Every part with its report.</param>
    public abstract ImmutableArray<AnalysisTable> Tables(
        StudySubject subject, IReadOnlyList<(StudyPart Part, RobustnessReport Report)> results);

    /// <summary>What the numbers say, in sentences that follow from them.</summary>
    public virtual ImmutableArray<string> Findings(IReadOnlyList<(StudyPart Part, RobustnessReport Report)> results) => [];
}
