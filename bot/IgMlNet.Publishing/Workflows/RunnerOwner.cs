namespace IgMlNet.Publishing.Workflows;

/// <summary>Who owns the repository whose workflows are looked at.</summary>
internal enum RunnerOwner
{
    /// <summary>An organisation, which has groups of runners.</summary>
    Organization,

    /// <summary>A person, who has none.</summary>
    User,
}
