using IgMlNet.CommandLine.Settings;
using IgMlNet.Robustness.Defenses;

namespace IgMlNet.Bot.Plans.Defenses;

/// <summary>A defense of a plan, or a grid of them: what it is made of, how it is checked, and how it is made for a model.</summary>
internal abstract record PlanDefense
{
    /// <summary>Where the settings came from.</summary>
    public SettingSource Source { get; init; } = SettingSource.CommandLine;

    /// <summary>Which defense.</summary>
    public abstract DefenseKind Kind { get; }

    /// <summary>Whether images to rank neurons or to train on are needed.</summary>
    public virtual bool NeedsProbe => false;

    /// <summary>The defense as it ranks by another CLIP; itself where it does not rank by one.</summary>
    public virtual PlanDefense RankedBy(PlanClip clip) => this;

    /// <summary>What can be checked before a model is loaded; each check throws an <see cref="IO.InputException"/>.</summary>
    public virtual IEnumerable<Action> Checks(LoadedPlan plan) => [];

    /// <summary>What can be checked before neurons are ranked; each check throws an <see cref="IO.InputException"/>.</summary>
    public virtual IEnumerable<Action> Checks(LoadedModel model) => [];

    /// <summary>The identifiers of its variants; null where they are not known before neurons are ranked.</summary>
    /// <exception cref="IO.InputException">A setting does not fit the plan or the model.</exception>
    public abstract IReadOnlyList<string>? VariantIds(LoadedModel model);

    /// <summary>Makes its variants.</summary>
    /// <exception cref="IO.InputException">A setting does not fit the plan or the model.</exception>
    public abstract IEnumerable<Defense> Create(LoadedModel model, CancellationToken cancellationToken);
}
