using System.CommandLine;

namespace IgMlNet.CommandLine.Options;

/// <summary>An option that takes no value: it is given or not.</summary>
internal sealed class IgmlFlag : Option<bool>, IIgmlOption
{
    /// <summary>Describes an option.</summary>
    /// <param name="name">Its name with two hyphens.</param>
    /// <param name="description">What giving it does, in a sentence.</param>
    public IgmlFlag(string name, string description)
        : base(name)
    {
        Description = description;
        Arity = ArgumentArity.Zero;
    }

    /// <inheritdoc/>
    public string? ValueName => null;

    /// <inheritdoc/>
    public string? DefaultText => null;

    /// <inheritdoc/>
    public bool IsPath => false;

    /// <inheritdoc/>
    public bool DecidesResults => false;

    /// <inheritdoc/>
    public IReadOnlyList<string> FormerNames => [];
}
