namespace IgMlNet.IO;

/// <summary>Another process is writing a file.</summary>
internal sealed class FileInUseException() : IOException("The file is being written by another process.");
