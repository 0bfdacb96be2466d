namespace IgMlNet.Publishing.GitHub.Api;

/// <summary>A file that a commit changes.</summary>
/// <param name="Name">Its path.</param>
/// <param name="PreviousName">Its path before, where it was renamed; else null.</param>
internal sealed record ChangedFile(string Name, string? PreviousName)
{
    /// <summary>Reads one.</summary>
    public static ChangedFile Parse(JsonFields fields) => new(fields.Text("filename"), fields.TextIfAny("previous_filename"));
}
