namespace IgMlNet.Publishing.Workflows.Scripts;

/// <summary>A line of a script, joined with those that a backslash continues it by, and without its comment.</summary>
/// <param name="Offset">Where it begins in the script.</param>
/// <param name="Text">Its text.</param>
internal sealed record ScriptLine(int Offset, string Text)
{
    /// <summary>The lines of a script.</summary>
    public static IEnumerable<ScriptLine> Of(string script)
    {
        var (offset, text) = (0, "");
        var at = 0;
        foreach (var line in script.Split('\n'))
        {
            if (text.Length == 0)
                offset = at;
            at += line.Length + 1;
            var bare = WithoutComment(line.TrimEnd('\r'));
            if (bare.EndsWith('\\') && text.Length + bare.Length < WorkflowFile.LargestFile)
            {
                text += bare[..^1] + " ";
                continue;
            }

            yield return new ScriptLine(offset, text + bare);
            text = "";
        }

        if (text.Length > 0)
            yield return new ScriptLine(offset, text);
    }

    private static string WithoutComment(string line)
    {
        var quote = '\0';
        for (var i = 0; i < line.Length; i++)
        {
            if (quote != '\0')
                quote = line[i] == quote ? '\0' : quote;
            else if (line[i] is '\'' or '"')
                quote = line[i];
            else if (line[i] == '#' && (i == 0 || char.IsWhiteSpace(line[i - 1])))
                return line[..i].TrimEnd();
        }

        return line;
    }
}
