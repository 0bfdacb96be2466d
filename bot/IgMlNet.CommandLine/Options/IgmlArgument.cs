using System.CommandLine;

namespace IgMlNet.CommandLine.Options;

/// <summary>A word that must follow a command, such as the model that is to be shown.</summary>
internal sealed class IgmlArgument : Argument<string>
{
    /// <summary>Describes an argument.</summary>
    /// <param name="name">Its name in help.</param>
    /// <param name="description">What it is, in a sentence.</param>
    public IgmlArgument(string name, string description)
        : base(name)
    {
        Description = description;
        Arity = ArgumentArity.ExactlyOne;
    }
}
