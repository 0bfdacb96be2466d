namespace IgMlNet.Reporting.Markdown;

/// <summary>A column of a Markdown table.</summary>
/// <param name="Title">Its title.</param>
/// <param name="Alignment">Where its cells stand.</param>
public sealed record MarkdownColumn(MarkdownText Title, ColumnAlignment Alignment = ColumnAlignment.Left);
