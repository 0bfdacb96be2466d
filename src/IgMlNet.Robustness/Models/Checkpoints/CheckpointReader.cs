using System.Buffers.Binary;
using IgMlNet.IO;

namespace IgMlNet.Robustness.Models.Checkpoints;

/// <summary>
/// Reads a network's weights from the files people have: PyTorch's <c>torch.save</c> (the zip of version 1.6 and later, and the
/// stream before it), safetensors in one file or several, and TorchSharp's own, told apart by their content. No code in a file ever runs: the pickle inside a PyTorch
/// checkpoint is read by a machine that can build tensors and plain containers and nothing else. Sizes are checked before
/// memory is taken. Half precision and bfloat16 stay what they are, weights saved on a GPU are read as plain values, views of
/// shared or strided storages become tensors of their own.
/// </summary>
public static class CheckpointReader
{
    private const string Known = "Give a PyTorch checkpoint (.pt, .pth), a safetensors file or index, or a TorchSharp file (.dat)";

    /// <summary>Reads the tensors of a checkpoint, in the order of the file.</summary>
    /// <param name="path">The file: .pt, .pth, .safetensors, whatever it is called.</param>
    /// <param name="options">Which entry to take; null for the usual ones.</param>
    /// <param name="cancellationToken">Ends the reading early.</param>
    /// <returns>The tensors under the file's own names; see <see cref="StateDict.Unwrapped"/>.</returns>
    /// <exception cref="InputException">The file is no checkpoint, is damaged, or asks for something that a checkpoint
    /// may not have.</exception>
    public static StateDict Read(
        string path, CheckpointReadOptions? options = null, CancellationToken cancellationToken = default)
    {
        using var file = CheckpointFile.Open(path, options, cancellationToken);
        return file.Tensors.InMemory(cancellationToken);
    }

    /// <summary>Finds out what a file holds.</summary>
    /// <param name="file">The file.</param>
    /// <param name="options">Which entry to take.</param>
    /// <param name="open">Opens a file that this one names; it stays open as long as this one.</param>
    /// <param name="cancellationToken">Ends the reading early.</param>
    internal static CheckpointContent Read(
        InputFile file, CheckpointReadOptions options, Func<string, InputFile> open, CancellationToken cancellationToken)
    {
        Span<byte> start = stackalloc byte[TorchLegacyStream.StartLength];
        var length = file.Stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        file.Stream.Position = 0;
        start = start[..length];
        if (start.StartsWith("PK\x03\x04"u8))
            return TorchZip.Read(file, options, cancellationToken);
        if (TorchLegacyStream.IsStart(start))
            return TorchLegacyStream.Read(file, options, cancellationToken);
        var plain = Plain(file, start, open, cancellationToken) ?? throw Unknown(file, start);
        return Chosen(file, plain, options.Entry ?? "", FormattableString.Invariant($"{plain.Tensors.Count} tensors"));
    }

    /// <summary>The tensors whose names begin with a prefix; all where it is empty.</summary>
    /// <param name="file">The file, for errors.</param>
    /// <param name="content">The tensors.</param>
    /// <param name="prefix">What is left of the entry that was asked for.</param>
    /// <param name="holds">What the file holds by name.</param>
    internal static CheckpointContent Chosen(InputFile file, CheckpointContent content, string prefix, string holds) =>
        prefix.Length == 0
            ? content
            : content.Under(prefix) ?? throw file.Error(
                $"it has no entry '{prefix}', and no tensor's name begins with '{prefix}.'; it has {holds}",
                "Choose another entry, or none to have it found");

    /// <summary>Files of tensors and nothing else; null where it is none.</summary>
    private static CheckpointContent? Plain(
        InputFile file, ReadOnlySpan<byte> start, Func<string, InputFile> open, CancellationToken cancellationToken)
    {
        // The length of the header comes first; no text has a brace behind eight bytes that are so small a number.
        if (start.Length > 8 && start[8] == '{'
            && BinaryPrimitives.ReadUInt64LittleEndian(start) is var header
            && (header <= (ulong)file.Length || header <= CheckpointLimits.SafetensorsHeaderBytes))
        {
            var (tensors, skipped) = SafetensorsFile.ReadAll(file);
            return new CheckpointContent(CheckpointFormat.Safetensors, "", tensors, skipped);
        }

        if (start.TrimStart(" \t\r\n"u8).StartsWith("{"u8))
            return SafetensorsIndex.Read(file, open, cancellationToken);
        return Refused(file, start) is null && TorchSharpFile.IsStart(file)
            ? TorchSharpFile.Read(file, cancellationToken)
            : null;
    }

    private static InputException Unknown(InputFile file, ReadOnlySpan<byte> start) => Refused(file, start)
        ?? file.Error("this is neither a PyTorch checkpoint nor a safetensors file nor one of TorchSharp", Known);

    /// <summary>The error for a file that is known to be something else; null where nothing is known of it.</summary>
    private static InputException? Refused(InputFile file, ReadOnlySpan<byte> start)
    {
        if (start.IsEmpty)
            return file.Error("the file is empty", "Download or save it again");
        if (start[0] == '<')
            return file.Error("this is a web page, not a checkpoint", "Download the file itself again");
        if (start.StartsWith("version "u8))
            return file.Error("this is a Git LFS pointer, not the checkpoint itself", "Run 'git lfs pull'");
        if (start is [0x1f, 0x8b, ..])
            return file.Error("this is a gzip archive, not a checkpoint", "Unpack it, and name the checkpoint in it");
        if (IsTar(file))
        {
            return file.Error(
                "this is a tar archive, not a checkpoint of PyTorch 0.2 or later",
                "Unpack it and name the checkpoint in it; if torch.save of PyTorch before 0.2 wrote it, load it in Python and save it again");
        }

        if (start.StartsWith(NpyFile.Magic))
            return file.Error("this is a NumPy array, not a checkpoint", Known);
        return start[0] == 0x80
            ? file.Error(
                "this is a Python pickle that torch.save did not write", "Save it with torch.save(model.state_dict(), path)")
            : null;
    }

    /// <summary>Whether a file has tar's mark; torch.save wrote such archives before there was a stream of pickles.</summary>
    private static bool IsTar(InputFile file)
    {
        const int place = 257;
        if (file.Length < place + 5)
            return false;
        Span<byte> mark = stackalloc byte[5];
        file.ReadAt(place, mark);
        file.Stream.Position = 0;
        return mark.SequenceEqual("ustar"u8);
    }
}
