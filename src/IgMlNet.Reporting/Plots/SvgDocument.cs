using System.Globalization;
using System.Text;
using System.Xml;
using IgMlNet.Reporting.Markdown;

namespace IgMlNet.Reporting.Plots;

/// <summary>Writes the few shapes that plots are made of. The XML writer escapes texts; numbers have two decimals.</summary>
internal sealed class SvgDocument : IDisposable
{
    private const string Namespace = "http://www.w3.org/2000/svg";
    private readonly StringBuilder _text = new();
    private readonly XmlWriter _xml;

    public SvgDocument(double width, double height, (string Title, string Description) words, string css)
    {
        _xml = XmlWriter.Create(_text, new XmlWriterSettings { OmitXmlDeclaration = true, Indent = true, NewLineChars = "\n" });
        _xml.WriteStartElement("svg", Namespace);
        _xml.WriteAttributeString("viewBox", $"0 0 {Number(width)} {Number(height)}");
        _xml.WriteAttributeString("width", Number(width));
        _xml.WriteAttributeString("height", Number(height));
        _xml.WriteAttributeString("role", "img");
        _xml.WriteAttributeString("aria-labelledby", "plot-title plot-description");
        Words("title", "plot-title", words.Title);
        Words("desc", "plot-description", words.Description);
        _xml.WriteElementString("style", Namespace, css);
    }

    public void Begin(string element, string? style)
    {
        _xml.WriteStartElement(element, Namespace);
        if (style is not null)
            _xml.WriteAttributeString("class", style);
    }

    public void End() => _xml.WriteEndElement();

    /// <summary>What a pointer that rests on the current element is told.</summary>
    public void Hint(string text) => _xml.WriteElementString("title", Namespace, VisibleText.Of(text));

    public void Text(double x, double y, string style, string text, string anchor)
    {
        Begin("text", style);
        Place("x", x);
        Place("y", y);
        _xml.WriteAttributeString("text-anchor", anchor);
        _xml.WriteString(VisibleText.Of(text));
        End();
    }

    public void Rectangle(double x, double y, double width, double height, string style)
    {
        Begin("rect", style);
        Place("x", x);
        Place("y", y);
        Place("width", width);
        Place("height", Math.Max(0, height));
        Place("rx", 1.5);
        End();
    }

    public void Line(double x1, double y1, double x2, double y2, string style)
    {
        Begin("line", style);
        Place("x1", x1);
        Place("y1", y1);
        Place("x2", x2);
        Place("y2", y2);
        End();
    }

    /// <summary>Ends the document and returns it.</summary>
    public string Finish()
    {
        _xml.WriteEndElement();
        _xml.Flush();
        return _text.Append('\n').ToString();
    }

    public void Dispose() => _xml.Dispose();

    private void Words(string element, string id, string text)
    {
        _xml.WriteStartElement(element, Namespace);
        _xml.WriteAttributeString("id", id);
        _xml.WriteString(VisibleText.Of(text));
        _xml.WriteEndElement();
    }

    private void Place(string name, double value) => _xml.WriteAttributeString(name, Number(value));

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
