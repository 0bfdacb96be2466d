using System.Collections.Immutable;

namespace IgMlNet.Reporting.Results;

/// <summary>The images that an evaluation used.</summary>
public sealed record DatasetInfo
{
    /// <summary>The data set's name, e.g. <c>Fashion-MNIST</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The part of it, e.g. <c>test</c> or <c>test, first 200</c>.</summary>
    public required string Split { get; init; }

    /// <summary>How many images were evaluated.</summary>
    public required int Images { get; init; }

    /// <summary>SHA-256 over the evaluated images and labels, in hexadecimal.</summary>
    public required string ContentHash { get; init; }

    /// <summary>The classes' names; a label is an index into this list.</summary>
    public required ImmutableArray<string> Classes { get; init; }
}
