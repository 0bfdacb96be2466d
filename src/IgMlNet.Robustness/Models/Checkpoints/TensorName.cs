namespace IgMlNet.Robustness.Models.Checkpoints;

/// <summary>Which strings can name a tensor: those that every format can hold.</summary>
internal static class TensorName
{
    /// <summary>What is wrong with a name, as the end of a sentence; null where nothing is.</summary>
    public static string? Problem(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length == 0)
            return "is empty";
        if (name.Length > CheckpointLimits.NameLength)
            return $"has {name.Length} characters, more than {CheckpointLimits.NameLength}";
        return IsWellFormed(name) ? null : "is not well-formed Unicode";
    }

    /// <summary>Whether every surrogate in a text has its partner, so that the text survives UTF-8.</summary>
    public static bool IsWellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
                continue;
            if (i + 1 >= text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
                return false;
            i++;
        }

        return true;
    }
}
