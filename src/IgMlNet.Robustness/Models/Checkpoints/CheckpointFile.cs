using IgMlNet.IO;

namespace IgMlNet.Robustness.Models.Checkpoints;

/// <summary>
/// A checkpoint that is open: what it holds is known and checked, and a tensor's bytes are read when they are asked for, so that a
/// network can be filled without holding the file in memory as well.
/// </summary>
/// <remarks>Not for several threads at once. The tensors can be read until the file is disposed of.</remarks>
public sealed class CheckpointFile : IDisposable
{
    private readonly IReadOnlyList<InputFile> _files;
    private readonly CheckpointContent _content;

    private CheckpointFile(string path, IReadOnlyList<InputFile> files, CheckpointContent content)
    {
        Path = path;
        _files = files;
        _content = content;
    }

    /// <summary>The file, as it was named.</summary>
    public string Path { get; }

    /// <summary>The container.</summary>
    public CheckpointFormat Format => _content.Format;

    /// <summary>
    /// The names under which the tensors lie in the file, from its root on and apart by dots, e.g. <c>state_dict</c>; empty where the
    /// root is the state dict.
    /// </summary>
    public string Entry => _content.Entry;

    /// <summary>The tensors under the file's own names; see <see cref="StateDict.Unwrapped"/>.</summary>
    public StateDict Tensors => _content.Tensors;

    /// <summary>
    /// Entries among the tensors that are not read: numbers, objects, tensors without plain values. They matter where a network needs
    /// one of them.
    /// </summary>
    public IReadOnlyList<SkippedEntry> Skipped => _content.Skipped;

    /// <summary>Opens a checkpoint of any known kind, told apart by content.</summary>
    /// <param name="path">The file: .pt, .pth, .tar, .ckpt, .safetensors, .safetensors.index.json, .dat, whatever it is called.</param>
    /// <param name="options">Which entry to take; null for the usual ones.</param>
    /// <param name="cancellationToken">Ends the reading early.</param>
    /// <exception cref="InputException">
    /// The file is no checkpoint, is damaged, or asks for something that a checkpoint may not have.
    /// </exception>
    public static CheckpointFile Open(
        string path, CheckpointReadOptions? options = null, CancellationToken cancellationToken = default)
    {
        var files = new List<InputFile>();
        try
        {
            var content = CheckpointReader.Read(Opened(path), options ?? new CheckpointReadOptions(), Opened, cancellationToken);
            return new CheckpointFile(path, files, content);
        }
        catch (Exception e)
        {
            files.ForEach(file => file.Dispose());
            if (e is IOException or UnauthorizedAccessException)
                throw RegularFile.Unreadable(path, e);
            throw;
        }

        InputFile Opened(string name)
        {
            var file = InputFile.Open(name);
            files.Add(file);
            return file;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var file in _files)
            file.Dispose();
    }
}
