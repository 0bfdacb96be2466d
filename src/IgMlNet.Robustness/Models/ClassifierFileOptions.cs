namespace IgMlNet.Robustness.Models;

/// <summary>What of a checkpoint makes a base model.</summary>
public sealed record ClassifierFileOptions
{
    private readonly string? _entry;

    /// <summary>
    /// The entry that holds the weights, as for <see cref="Checkpoints.CheckpointReadOptions.Entry"/>; null (the default) to have it
    /// found.
    /// </summary>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public string? Entry
    {
        get => _entry;
        init
        {
            if (value is not null)
                ArgumentException.ThrowIfNullOrWhiteSpace(value);
            _entry = value;
        }
    }

    /// <summary>
    /// The input normalization, in place of what the file or the model's card has; <see cref="ChannelNormalization.None"/> for none.
    /// Null (the default) takes the file's, or else the card's.
    /// </summary>
    public ChannelNormalization? Normalization { get; init; }
}
