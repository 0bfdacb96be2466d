using IgMlNet.IO;
using IgMlNet.Publishing.Plots;
using IgMlNet.Reporting.Markdown;

namespace IgMlNet.Bot.Inputs;

/// <summary>The files of an analysis: a document with its tables, and its picture as SVG and PNG.</summary>
/// <param name="folder">Where they go.</param>
/// <param name="name">Their name without extension.</param>
internal sealed class FigureFiles(string folder, string name)
{
    /// <summary>The document, Markdown.</summary>
    public string Markdown { get; } = Path.Combine(folder, name + ".md");

    /// <summary>The picture, SVG.</summary>
    public string Svg { get; } = Path.Combine(folder, name + ".svg");

    /// <summary>The picture, PNG.</summary>
    public string Png { get; } = Path.Combine(folder, name + ".png");

    /// <summary>Checks that they can be written, and makes the folder.</summary>
    /// <exception cref="IO.InputException">They cannot.</exception>
    public void CheckWritable()
    {
        OutputPlace.CheckFolder("--out", folder);
        foreach (var file in new[] { Markdown, Svg, Png })
            OutputPlace.CheckFile("--out", file);
    }

    /// <summary>Writes them, each whole or not at all; the picture stands at the document's end.</summary>
    /// <exception cref="IO.InputException">One cannot be written.</exception>
    public void Write(MarkdownWriter document, Picture picture)
    {
        document.Image(MarkdownText.Plain(picture.Title), Path.GetFileName(Svg));
        AtomicFile.Write(Svg, picture.Svg());
        AtomicFile.Write(Png, picture.Png());
        AtomicFile.Write(Markdown, document.ToString());
    }
}
