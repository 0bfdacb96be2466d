using IgMlNet.IO;

namespace IgMlNet.Bot.Plans;

/// <summary>Plan files where they lie: paths in them are seen from there, and what is wrong is told of their members.</summary>
internal static class PlanLocation
{
    /// <summary>Reads a plan; files and folders that it names beside it are found whatever the working directory.</summary>
    /// <exception cref="InputException">The file cannot be read.</exception>
    /// <exception cref="PlanFaultsException">The plan has faults.</exception>
    public static EvaluationPlan Read(string path) => Located(PlanFile.Read(path), path);

    /// <summary>The same as far as the plan can be read.</summary>
    /// <param name="path">The plan's file.</param>
    /// <param name="faults">Where all that is wrong with its form goes.</param>
    /// <exception cref="InputException">The file cannot be read.</exception>
    public static EvaluationPlan Read(string path, List<InputException> faults) => Located(PlanFile.Read(path, faults), path);

    /// <summary>Does something with a plan; what is wrong with an option is told of the member that stands for it.</summary>
    /// <param name="path">The plan's file; null where the plan came from options.</param>
    /// <param name="work">What is done.</param>
    public static T Translate<T>(string? path, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (InputException e) when (path is not null && e.InputSource.StartsWith("--", StringComparison.Ordinal) && e.InputSource != "--out")
        {
            throw PlanFile.InFile(path, null, e);
        }
    }

    private static EvaluationPlan Located(EvaluationPlan plan, string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        return plan with
        {
            Dataset = Seen(plan.Dataset),
            Models = [.. plan.Models.Select(model => model with { Checkpoint = model.Checkpoint is { } file ? Seen(file) : null })],
            Defenses =
            [
                .. plan.Defenses.Select(defense => defense with
                {
                    StableOdeFile = defense.StableOdeFile is { } trained ? Seen(trained) : null,
                    RankingFile = defense.RankingFile is { } file ? Seen(file) : null,
                    Clip = defense.Clip with
                    {
                        Model = defense.Clip.Model is { } clip ? Seen(clip) : null,
                        Vocabulary = defense.Clip.Vocabulary is { } vocabulary ? Seen(vocabulary) : null,
                    },
                }),
            ],
        };

        string Seen(string name) => Path.Combine(folder, name) is var beside && Path.Exists(beside) ? beside : name;
    }
}
