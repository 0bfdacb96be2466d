using IgMlNet.CommandLine.Settings;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Models.Cards;

namespace IgMlNet.Bot.Plans;

/// <summary>A base model of a plan.</summary>
internal sealed record PlanModel
{
    /// <summary>Where the settings came from.</summary>
    public SettingSource Source { get; init; } = SettingSource.CommandLine;

    /// <summary>The weights' file; null for the model that comes with the data set.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>The architecture or published model that the checkpoint holds; null to recognise it.</summary>
    public PublishedModel? Architecture { get; init; }

    /// <summary>The entry of the file that holds the weights; null to have it found.</summary>
    public string? Entry { get; init; }

    /// <summary>The input normalization by its name; null for that of the file, else of the model's card.</summary>
    public ChannelNormalization? Normalization { get; init; }

    /// <summary>The means of the input normalization, one per channel, in place of <see cref="Normalization"/>; null for none.</summary>
    public IReadOnlyList<double>? Mean { get; init; }

    /// <summary>Its standard deviations, one per channel; null for none.</summary>
    public IReadOnlyList<double>? Deviation { get; init; }

    /// <summary>The layer that is ranked and masked; null for that of a ranking's file, else the last one.</summary>
    public string? Layer { get; init; }

    /// <summary>What of the checkpoint makes the model.</summary>
    /// <exception cref="IO.InputException">Means and standard deviations do not go together, or a name is given too.</exception>
    public ClassifierFileOptions FileOptions()
    {
        if (Mean is null && Deviation is null)
            return new ClassifierFileOptions { Entry = Entry, Normalization = Normalization };
        if (Normalization is not null)
            throw Source.Fault(ModelSettings.Normalization, $"is given with {Source.Name(Mean is null ? ModelSettings.Deviation : ModelSettings.Mean)}", "Give a name, or the numbers");
        if (Mean is null || Deviation is null || Mean.Count != Deviation.Count)
        {
            throw Source.Fault(
                Mean is null ? ModelSettings.Deviation : ModelSettings.Mean,
                $"needs as many numbers in {Source.Name(Mean is null ? ModelSettings.Mean : ModelSettings.Deviation)}, one per channel", "Give both");
        }

        return new ClassifierFileOptions
        {
            Entry = Entry,
            Normalization = new ChannelNormalization
            {
                Mean = [.. Mean.Select(static value => (float)value)],
                Deviation = [.. Deviation.Select(static value => (float)value)],
            },
        };
    }
}
