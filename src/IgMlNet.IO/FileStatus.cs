namespace IgMlNet.IO;

/// <summary>What the system says of a file.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Mode">Who may do what with it.</param>
/// <param name="Owner">The number of the user whom it belongs to.</param>
internal readonly record struct FileStatus(FileKind Kind, UnixFileMode Mode, uint Owner);
