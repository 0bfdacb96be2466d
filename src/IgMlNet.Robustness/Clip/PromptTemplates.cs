using System.Collections.Immutable;
using IgMlNet.IO;

namespace IgMlNet.Robustness.Clip;

/// <summary>
/// How class names become texts: templates with <c>{}</c> for the name. With several, a class's embedding is the mean of their
/// normalised embeddings (prompt ensembling).
/// </summary>
/// <remarks>Paper: Radford et al. (ICML 2021), Sec. 3.1.4.</remarks>
public sealed record PromptTemplates
{
    /// <summary>Where the class name goes.</summary>
    public const string Name = "{}";

    /// <summary>What stands between templates in one text.</summary>
    public const char Separator = '|';

    /// <summary>Templates.</summary>
    /// <param name="templates">At least one; each holds <c>{}</c> once or more.</param>
    /// <exception cref="InputException">There is none, or one has no <c>{}</c>.</exception>
    public PromptTemplates(params IReadOnlyList<string> templates)
    {
        ArgumentNullException.ThrowIfNull(templates);
        if (templates.Count == 0)
            throw new InputException("the prompts", "there is none", "Give at least one, for example 'a photo of a {}.'");
        foreach (var template in templates)
        {
            if (!template.Contains(Name, StringComparison.Ordinal))
                throw new InputException($"prompt '{template}'", "has no place for the class name", "Write {} where it goes");
        }

        Templates = [.. templates];
    }

    /// <summary>The class name alone, as in the published code.</summary>
    public static PromptTemplates BareName { get; } = new(Name);

    /// <summary>The templates.</summary>
    public ImmutableArray<string> Templates { get; }

    /// <summary>Reads templates that stand in one text, apart by <c>|</c>.</summary>
    /// <exception cref="InputException">One has no <c>{}</c>.</exception>
    public static PromptTemplates Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new PromptTemplates(text.Split(Separator, StringSplitOptions.TrimEntries));
    }

    /// <summary>The texts of a class, one a template.</summary>
    public IEnumerable<string> For(string className) =>
        Templates.Select(template => template.Replace(Name, className, StringComparison.Ordinal));

    /// <inheritdoc/>
    public bool Equals(PromptTemplates? other) => other is not null && Templates.SequenceEqual(other.Templates);

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <summary>The templates in one text, as <see cref="Parse"/> reads it.</summary>
    public override string ToString() => string.Join(Separator, Templates);
}
