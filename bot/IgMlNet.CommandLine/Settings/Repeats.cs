namespace IgMlNet.CommandLine.Settings;

/// <summary>Whether a list may have a value twice.</summary>
internal enum Repeats
{
    /// <summary>It may not: that would be a mistake.</summary>
    Refused,

    /// <summary>It may, as numbers per channel may be equal.</summary>
    Allowed,
}
