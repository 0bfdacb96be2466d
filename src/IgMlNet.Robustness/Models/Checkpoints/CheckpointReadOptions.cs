namespace IgMlNet.Robustness.Models.Checkpoints;

/// <summary>Which of a checkpoint's state dicts to read.</summary>
public sealed record CheckpointReadOptions
{
    private readonly string? _entry;

    /// <summary>
    /// The entry that holds the weights, e.g. <c>ema</c> where the file has <c>state_dict</c> as well; names within each other and the
    /// indices of lists are apart by dots (<c>state_dict.0</c>, <c>nets[1]</c>). What is no entry is a prefix of the tensors' names:
    /// <c>teacher</c> takes <c>teacher.conv1.weight</c> as <c>conv1.weight</c>. Null (the default) takes the file's own state dict, or
    /// else the first of <c>state_dict</c>, <c>model_state_dict</c>, <c>model</c>, <c>net</c>, <c>ema</c> that holds tensors, or else
    /// the only entry that does.
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

    /// <summary>Whether a file that holds one tensor and no dict is read, as <c>tensor</c>: no network's weights, but an array of images.</summary>
    internal bool TakesOneTensor { get; init; }

    /// <summary>An entry to take where the file has it, e.g. a published model's <c>last</c>; null (the default) for none.</summary>
    public string? PreferredEntry { get; init; }
}
