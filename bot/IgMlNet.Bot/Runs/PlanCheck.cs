using IgMlNet.Bot.Plans;
using IgMlNet.CommandLine.Settings;
using IgMlNet.IO;
using IgMlNet.Robustness.Native;
using TorchSharp;

namespace IgMlNet.Bot.Runs;

/// <summary>
/// Finds all that is wrong with a plan at once: its form, the files that it names, and how models, layers, rankings and attacks go
/// together. Nothing is ranked or attacked. What rests on a member that is wrong by itself is passed over.
/// </summary>
internal sealed class PlanCheck : IDisposable
{
    private readonly FaultList _faults = new();
    private readonly EvaluationPlan _plan;
    private readonly LoadedPlan _loaded;
    private readonly CancellationToken _cancellationToken;

    private PlanCheck(string path, TerminalOutput terminal, CancellationToken cancellationToken)
    {
        _plan = PlanFile.Read(path, _faults.Found);
        _cancellationToken = cancellationToken;

        // Stand-ins for a norm and ε that are wrong, and for a number of images that is: each fault is reported by itself.
        var stood = IsSound(_plan.Source, PlanSettings.Norm) && IsSound(_plan.Source, PlanSettings.Epsilon)
            ? _plan
            : _plan with { Norm = Robustness.Attacks.Norm.Linf, Epsilon = 1 / 255.0 };
        _loaded = new LoadedPlan(stood, terminal, cancellationToken);
    }

    /// <summary>Checks a plan's file.</summary>
    /// <returns>The plan with its images, which the caller disposes of; why models were not looked at, or null where they were.</returns>
    /// <exception cref="InputException">The file cannot be read.</exception>
    /// <exception cref="PlanFaultsException">All that is wrong.</exception>
    public static (LoadedPlan Plan, string? ModelsUnseen) Run(string path, TerminalOutput terminal, CancellationToken cancellationToken)
    {
        using var check = new PlanCheck(path, terminal, cancellationToken);
        string? unseen = null;
        if (check.Data() is { } loaded)
        {
            try
            {
                TorchNative.EnsureLoaded();
                check.Models(loaded);
            }
            catch (NativeBackendException e)
            {
                unseen = e.Message;
            }
        }

        return check._faults.All is { Count: > 0 } faults
            ? throw new PlanFaultsException(faults)
            : (new LoadedPlan(check._plan, terminal, cancellationToken), unseen);
    }

    /// <summary>Checks that the variant that a plan compares with is among its variants.</summary>
    /// <exception cref="InputException">It is not.</exception>
    public static void CheckComparison(EvaluationPlan plan, IReadOnlyCollection<string> variants)
    {
        if (!variants.Contains(plan.CompareWith))
        {
            throw plan.Source.Fault(
                PlanSettings.CompareWith, $"there is no variant '{plan.CompareWith}'", $"Choose from {string.Join(", ", variants)}");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _loaded.Dispose();

    /// <summary>Reads the images, with stand-ins where needed; null where there are none.</summary>
    private LoadedPlan? Data()
    {
        if (!IsSound(_plan.Source, PlanSettings.Dataset) || !IsSound(_plan.Source, PlanSettings.Preprocessing) || !IsSound(_plan.Source, PlanSettings.Split)
            || !_faults.Try(() => _ = _loaded.Available))
        {
            return null;
        }

        var loaded = _loaded;
        if (!_faults.Try(() => _ = loaded.ThreatModel))
            loaded = loaded.With(loaded.Plan with { Epsilon = 1 / 255.0 });
        if (!_faults.Try(() => _ = loaded.Images))
            loaded = new LoadedPlan(loaded.Plan with { Samples = Plans.Values.SampleCount.All }, loaded.Terminal, _cancellationToken);
        if (IsSound(_plan.Source, PlanSettings.ProbeSamples) && _plan.Defenses.Any(defense => defense.NeedsProbe))
            _faults.Try(() => _ = loaded.Probe);
        foreach (var defense in _plan.Defenses.Where(IsSound))
            _faults.TryAll(defense.Checks(loaded));
        return loaded;
    }

    private bool IsSound(Plans.Defenses.PlanDefense defense) => defense.Source is not FileSource source || _faults.IsSound(source.Place);

    private bool IsSound(SettingSource source, Setting setting) =>
        source is not FileSource file || _faults.IsSound(file.PlaceOf(setting.Name!));

    private void Models(LoadedPlan loaded)
    {
        var sources = _plan.Defenses.ToDictionary(object (defense) => defense, IsSound, ReferenceEqualityComparer.Instance);
        var variants = new List<string> { EvaluationPlan.BaseVariant };
        var areKnown = IsSound(_plan.Source, PlanSettings.CompareWith) && IsSound(_plan.Source, PlanSettings.Models) && IsSound(_plan.Source, PlanSettings.Defenses);
        foreach (var (m, wanted) in _plan.Models.Index())
        {
            if (wanted.Source is FileSource source && !_faults.IsSound(source.Place))
                continue;
            LoadedModel? model = null;
            if (!_faults.Try(() => model = loaded.Model(m, torch.CPU, _cancellationToken)))
            {
                areKnown = false;
                continue;
            }

            Attacks(model!);
            if (wanted.Layer is null || _faults.Try(() => model!.Layer()))
                areKnown &= Defenses(model!, sources, variants);
            else
                areKnown = false;
            loaded.Release(m);
        }

        if (areKnown)
            _faults.Try(() => CheckComparison(_plan, [.. variants.Distinct()]));
    }

    private void Attacks(LoadedModel model)
    {
        if (!IsSound(_plan.Source, PlanSettings.Norm) || !IsSound(_plan.Source, PlanSettings.Preset))
            return;
        foreach (var (attacks, source) in new[] { (_plan.Attacks, _plan.Source), (_plan.Sweep.Attacks, _plan.Sweep.Source) })
        {
            if (IsSound(source, PlanSettings.Attacks))
            {
                _faults.TryAll(attacks.SelectMany(attack => attack.Recipes).Select(recipe => (Action)(() =>
                    model.Checked(recipe.Create(model.Classifier), source, PlanSettings.Attacks))));
            }
        }
    }

    /// <summary>Checks the defenses of a model, and names their variants.</summary>
    /// <returns>Whether all variants are known before neurons are ranked.</returns>
    private bool Defenses(LoadedModel model, Dictionary<object, bool> areSound, List<string> variants)
    {
        var areKnown = true;
        foreach (var defense in _plan.Defenses)
        {
            if (areSound[defense])
                _faults.TryAll(defense.Checks(model));
            if (!areSound[defense] || !IsSound(defense))
            {
                areKnown = false;
                continue;
            }

            _faults.Try(() =>
            {
                if (defense.VariantIds(model) is { } ids)
                    variants.AddRange(ids);
                else
                    areKnown = false;
            });
        }

        return areKnown;
    }
}
