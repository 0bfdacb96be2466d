using System.Globalization;
using System.Text;
using IgMlNet.IO;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Models.Checkpoints;

/// <summary>
/// What TorchSharp's <c>Module.save</c> writes: the number of entries, and for each its name, element type, dimensions and elements.
/// Numbers are LEB128, names UTF-8 behind their length. The format has no magic number.
/// </summary>
internal static class TorchSharpFile
{
    private const string Damaged = "It is truncated or damaged, or TorchSharp's Module.save did not write it";

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Whether a file begins as such files do: a sound first entry. The file stands at its beginning again.</summary>
    public static bool IsStart(InputFile file)
    {
        try
        {
            return ReadNumber(file, "count") is >= 1 and <= CheckpointLimits.Tensors
                && !ReadName(file).AsSpan().ContainsAnyExceptInRange('!', '~')
                && ElementTypes.TryFromScalar((ScalarType)ReadNumber(file, "type"), out _)
                && ReadNumber(file, "dimensions") <= CheckpointLimits.Dimensions;
        }
        catch (InputException)
        {
            return false;
        }
        finally
        {
            file.Stream.Position = 0;
        }
    }

    public static CheckpointContent Read(InputFile file, CancellationToken cancellationToken)
    {
        var count = ReadNumber(file, "the number of entries");
        if (count > CheckpointLimits.Tensors)
            throw file.Error($"it claims {count} tensors, more than {CheckpointLimits.Tensors}", Damaged, "byte 0");
        var tensors = new List<CheckpointTensor>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0L; i < count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var tensor = ReadEntry(file);
            if (!names.Add(tensor.Name))
                throw file.Error($"two tensors are named '{tensor.Name}'", Damaged);
            tensors.Add(tensor);
        }

        return file.Stream.Position == file.Length
            ? new CheckpointContent(CheckpointFormat.TorchSharp, "", new StateDict(tensors), [])
            : throw file.Error($"{file.Length - file.Stream.Position} bytes follow the last tensor", Damaged);
    }

    private static CheckpointTensor ReadEntry(InputFile file)
    {
        var name = ReadName(file);
        if (TensorName.Problem(name) is { } nameProblem)
            throw file.Error($"a tensor's name {nameProblem}", Damaged);
        var place = $"tensor '{name}'";
        var code = ReadNumber(file, place);
        if (code > sbyte.MaxValue || !ElementTypes.TryFromScalar((ScalarType)code, out var type))
            throw file.Error($"elements of TorchSharp's type {code} are not supported", "Save it in float32", place);
        var dimensions = ReadNumber(file, place);
        if (dimensions > CheckpointLimits.Dimensions)
            throw file.Error($"it has {dimensions} dimensions, more than {CheckpointLimits.Dimensions}", Damaged, place);
        var shape = new long[dimensions];
        for (var i = 0; i < shape.Length; i++)
            shape[i] = ReadNumber(file, place);
        if (TensorShape.Problem(shape) is { } problem)
            throw file.Error($"the shape {TensorShape.Format(shape)} {problem}", Damaged, place);
        var bytes = TensorShape.ElementCount(shape) * (uint)type.Size();
        var offset = file.Stream.Position;
        if (bytes > (ulong)(file.Length - offset) || bytes > (UInt128)CheckpointLimits.TensorBytes)
        {
            throw file.Error(
                string.Create(CultureInfo.InvariantCulture, $"it needs {bytes} bytes, the file has {file.Length - offset} more"),
                Damaged, place);
        }

        file.Stream.Position = offset + (long)bytes;
        return new CheckpointTensor(name, type, shape, new FileBytes(file, offset, (long)bytes));
    }

    private static string ReadName(InputFile file)
    {
        var length = ReadNumber(file, "a name");
        if (length > 4 * CheckpointLimits.NameLength)
            throw file.Error($"a name has {length} bytes", Damaged);
        try
        {
            return StrictUtf8.GetString(file.ReadBytes(length, "a name", Damaged));
        }
        catch (DecoderFallbackException e)
        {
            throw file.Error("a name is not valid UTF-8", Damaged, cause: e);
        }
    }

    /// <summary>An integer of 7 bits a byte, lowest first; the eighth says that more follow.</summary>
    private static long ReadNumber(InputFile file, string what)
    {
        var value = 0L;
        for (var shift = 0; shift < 63; shift += 7)
        {
            var part = file.Stream.ReadByte();
            if (part < 0)
                throw file.Error("it ends in the middle of a tensor's description", Damaged, what);
            value |= (part & 0x7FL) << shift;
            if ((part & 0x80) == 0)
                return value;
        }

        throw file.Error("a number has more than 63 bits", Damaged, what);
    }
}
