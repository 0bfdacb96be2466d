using System.Globalization;
using IgMlNet.IO;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace IgMlNet.Publishing.Workflows;

/// <summary>
/// Reads YAML from outside. Before nodes are made, the document is walked once for what could take all memory or stack: deep
/// nesting, and aliases that stand for more and more of each other.
/// </summary>
internal static class WorkflowYaml
{
    private const int MostNodes = 50_000;
    private const int Deepest = 50;

    /// <summary>The one document of a text, which must be a mapping.</summary>
    /// <exception cref="InputException">It is not such YAML, has a key twice, or is too large.</exception>
    public static YamlMappingNode Parse(string text, string path)
    {
        try
        {
            Measure(text, path);
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            return stream.Documents is [{ RootNode: YamlMappingNode root }]
                ? root
                : throw new InputException(path, "is not one YAML mapping", "Name a workflow or an action");
        }
        catch (YamlException e)
        {
            throw new InputException(path, $"is not sound YAML: {e.Message.TrimEnd('.')}", place: PlaceOf(e.Start), innerException: e);
        }
        catch (InvalidOperationException e)
        {
            // The parser's own state, after some kinds of broken YAML.
            throw new InputException(path, "is not sound YAML", "Check its indents, brackets and quotes", innerException: e);
        }
    }

    /// <summary>Walks the document, each alias counted as large as what it stands for.</summary>
    private static void Measure(string text, string path)
    {
        var sizes = new Dictionary<AnchorName, int>();
        var open = new Stack<(AnchorName Anchor, int Nodes)>();
        var parser = new Parser(new StringReader(text));
        var documents = 0;
        open.Push((AnchorName.Empty, 0));
        while (parser.MoveNext())
        {
            switch (parser.Current)
            {
                case DocumentStart when ++documents > 1:
                    throw Refused("holds several documents", "Keep one in a file");
                case SequenceStart or MappingStart:
                    if (open.Count > Deepest)
                        throw Refused($"is nested deeper than {Deepest} levels", "Write it flatter");
                    open.Push((((NodeEvent)parser.Current).Anchor, 0));
                    break;
                case SequenceEnd or MappingEnd:
                    var (anchor, nodes) = open.Pop();
                    Remember(anchor, nodes + 1);
                    Count(nodes + 1);
                    break;
                case Scalar scalar:
                    Remember(scalar.Anchor, 1);
                    Count(1);
                    break;
                case AnchorAlias alias when open.Any(frame => frame.Anchor == alias.Value):
                    throw Refused($"the alias *{alias.Value} stands for what it is in", "Write it out");
                case AnchorAlias alias:
                    Count(sizes.TryGetValue(alias.Value, out var size) ? size : throw Refused($"the alias *{alias.Value} stands for nothing", "Write it out"));
                    break;
            }
        }

        void Remember(AnchorName anchor, int nodes)
        {
            if (!anchor.IsEmpty)
                sizes[anchor] = nodes;
        }

        void Count(int nodes)
        {
            var (anchor, before) = open.Pop();
            if (before + nodes > MostNodes)
                throw Refused($"stands for more than {MostNodes} nodes", "Write it shorter, without aliases");
            open.Push((anchor, before + nodes));
        }

        InputException Refused(string problem, string remedy) => new(path, problem, remedy, PlaceOf(parser.Current!.Start));
    }

    private static string PlaceOf(Mark mark) => string.Create(CultureInfo.InvariantCulture, $"line {mark.Line}, column {mark.Column}");
}
