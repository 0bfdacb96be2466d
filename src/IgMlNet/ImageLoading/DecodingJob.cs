using System.Runtime.ExceptionServices;
using IgMlNet.IO;
using IgMlNet.Robustness.Images;
using IgMlNet.Scoring;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace IgMlNet.ImageLoading;

/// <summary>One row's image: its path or bytes, read on the cursor's thread, and its pixels, decoded on any. Used row after row.</summary>
internal sealed class DecodingJob
{
    private readonly ImageLoadingSettings _settings;
    private readonly DataViewRow _row;
    private readonly ValueGetter<ReadOnlyMemory<char>>? _getPath;
    private readonly ValueGetter<VBuffer<byte>>? _getBytes;
    private readonly byte[] _planes;
    private ReadOnlyMemory<char> _path;
    private VBuffer<byte> _bytes;
    private long _position;
    private ExceptionDispatchInfo? _failure;

    public DecodingJob(ImageLoadingSettings settings, DataViewRow row, DataViewSchema.Column source)
    {
        (_settings, _row) = (settings, row);
        _planes = new byte[settings.Shape.Size];
        if (source.Type is TextDataViewType)
            _getPath = row.GetGetter<ReadOnlyMemory<char>>(source);
        else
            _getBytes = row.GetGetter<VBuffer<byte>>(source);
    }

    /// <summary>Takes the path or the bytes of the row that the input is on.</summary>
    public void Take()
    {
        _position = _row.Position;
        _getPath?.Invoke(ref _path);
        _getBytes?.Invoke(ref _bytes);
    }

    /// <summary>Decodes what was taken; what goes wrong is kept for the reader.</summary>
    public void Decode()
    {
        _failure = null;
        try
        {
            using var file = Open();
            var shape = file.ShapeAfter(_settings.Preprocessing, _settings.Colors);
            if (shape != _settings.Shape)
            {
                throw new InputException(
                    Name(),
                    FormattableString.Invariant(
                        $"has {file.Width}x{file.Height} pixels where {_settings.Shape.Width}x{_settings.Shape.Height} are needed"),
                    "Give LoadImagePixels a preprocessing that brings all images to one size");
            }

            file.Decode(_settings.Preprocessing, _settings.Colors, _planes);
        }
#pragma warning disable CA1031 // Thrown where the pixels are read, on the reader's thread.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _failure = ExceptionDispatchInfo.Capture(e);
        }
    }

    /// <summary>Gives the pixels, or throws what went wrong.</summary>
    public void Read(ref VBuffer<float> target)
    {
        _failure?.Throw();
        var editor = VBufferEditor.Create(ref target, _planes.Length);
        Pixels.FromBytes(_planes, _settings.PixelRange, editor.Values);
        target = editor.Commit();
    }

    private ImageFile Open()
    {
        if (_getPath is not null ? _path.IsEmpty : _bytes.Length == 0)
        {
            throw new InputException(
                FormattableString.Invariant($"row {_position}"),
                $"has no image in the column '{_settings.InputColumnName}'",
                "Filter such rows first");
        }

        if (_getPath is not null)
            return ImageFile.Open(Name());
        return ImageFile.Over(_bytes.IsDense ? _bytes.GetValues() : [.. _bytes.DenseValues()], Name());
    }

    private string Name()
    {
        if (_getPath is null)
            return FormattableString.Invariant($"row {_position}, column '{_settings.InputColumnName}'");
        var path = _path.ToString();
        return _settings.ImageFolder is { } folder ? Path.Combine(folder, path) : path;
    }
}
