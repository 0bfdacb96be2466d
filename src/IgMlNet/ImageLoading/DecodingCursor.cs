using IgMlNet.Cursors;
using IgMlNet.Interop;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace IgMlNet.ImageLoading;

/// <summary>
/// Serves rows in order while the images of those behind are being decoded. The slots are a ring; a slot is used again when its row
/// has been left.
/// </summary>
internal sealed class DecodingCursor : BufferedCursor
{
    private readonly IHostEnvironment _environment;
    private readonly DecodingJob[] _jobs;
    private readonly Task[] _tasks;
    private long _current = -1;
    private long _read;
    private volatile bool _isStopped;

    public DecodingCursor(
        IHostEnvironment environment,
        ImageLoadingSettings settings,
        DataViewRowCursor input,
        DataViewSchema schema,
        bool[] isActive,
        DataViewSchema.Column source)
        : base(input, schema, isActive, ownColumn: -1, settings.LookAhead)
    {
        _environment = environment;
        _jobs = new DecodingJob[Capacity];
        for (var slot = 0; slot < _jobs.Length; slot++)
            _jobs[slot] = new DecodingJob(settings, input, source);
        _tasks = new Task[Capacity];
        Array.Fill(_tasks, Task.CompletedTask);
    }

    protected override int Advance()
    {
        MlNetInternals.ThrowIfCanceled(_environment);
        _current++;
        Wait(_current - 1);
        while (_read < _current + Capacity && ReadRow(SlotOf(_read)))
        {
            var slot = SlotOf(_read++);
            var job = _jobs[slot];
            job.Take();
            _tasks[slot] = Task.Run(() =>
            {
                if (!_isStopped)
                    job.Decode();
            });
        }

        if (_current < _read)
            return SlotOf(_current);
        _current = _read - 1;
        return -1;
    }

    protected override Delegate ComputedGetter(int column) => (ValueGetter<VBuffer<float>>)((ref VBuffer<float> target) =>
    {
        var slot = Slot();
        Wait(_current);
        _jobs[slot].Read(ref target);
    });

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _isStopped = true;
        if (disposing)
            Task.WaitAll(_tasks);
        base.Dispose(disposing);
    }

    private int SlotOf(long row) => (int)(row % Capacity);

    /// <summary>Waits for a row's image; jobs do not throw.</summary>
    private void Wait(long row)
    {
        if (row >= 0)
            _tasks[SlotOf(row)].Wait();
    }
}
