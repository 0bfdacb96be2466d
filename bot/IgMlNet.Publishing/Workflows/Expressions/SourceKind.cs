namespace IgMlNet.Publishing.Workflows.Expressions;

/// <summary>Who decides the text of a reference.</summary>
internal enum SourceKind
{
    /// <summary>GitHub, or people who may write to the repository.</summary>
    Fixed,

    /// <summary>GitHub, as a number or hash that can name a commit or workflow run of anyone's.</summary>
    Identifier,

    /// <summary>An earlier step, a caller, or the environment: it can hold any text.</summary>
    Computed,

    /// <summary>Anyone who causes the event.</summary>
    Foreign,
}
