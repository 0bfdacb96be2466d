namespace IgMlNet.Bot.Plans.Values;

/// <summary>Which of the variants with and without smoothing are evaluated.</summary>
internal enum SmoothingChoice
{
    /// <summary>Those with it.</summary>
    On,

    /// <summary>Those without it.</summary>
    Off,

    /// <summary>Each in both ways.</summary>
    Both,
}
