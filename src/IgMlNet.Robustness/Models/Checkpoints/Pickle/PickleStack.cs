using System.Runtime.InteropServices;

namespace IgMlNet.Robustness.Models.Checkpoints.Pickle;

/// <summary>The pickle machine's values, its marks between them, and its memo.</summary>
internal sealed class PickleStack(PickleInput input)
{
    private readonly List<object?> _values = [];
    private readonly Stack<int> _marks = new();
    private readonly Dictionary<uint, object?> _memo = [];

    private int Floor => _marks.TryPeek(out var mark) ? mark : 0;

    public void Push(object? value) => _values.Add(value);

    public object? Pop()
    {
        var value = Peek();
        _values.RemoveAt(_values.Count - 1);
        return value;
    }

    public object? Peek() =>
        _values.Count > Floor ? _values[^1] : throw input.Error("the pickle takes a value where there is none");

    public T Peek<T>(string what)
        where T : class =>
        Peek() as T ?? throw input.Error($"the pickle adds items to something that is not a {what}");

    /// <summary>The last values, in the order in which they were pushed.</summary>
    public object?[] PopMany(int count)
    {
        if (_values.Count - Floor < count)
            throw input.Error("the pickle takes a value where there is none");
        var values = CollectionsMarshal.AsSpan(_values)[^count..].ToArray();
        _values.RemoveRange(_values.Count - count, count);
        return values;
    }

    public void Mark()
    {
        if (_marks.Count == CheckpointLimits.PickleMarks)
            throw input.Error($"the pickle nests more than {CheckpointLimits.PickleMarks} containers");
        _marks.Push(_values.Count);
    }

    /// <summary>The values since the last mark, which is removed.</summary>
    public object?[] PopToMark()
    {
        if (!_marks.TryPeek(out var mark))
            throw input.Error("the pickle ends a container that it never began");
        var values = PopMany(_values.Count - mark);
        _marks.Pop();
        return values;
    }

    public void Memoize(uint index) => _memo[index] = Peek();

    public void MemoizeNext() => Memoize((uint)_memo.Count);

    public void PushMemo(uint index)
    {
        if (!_memo.TryGetValue(index, out var value))
            throw input.Error($"the pickle recalls value {index}, which it never remembered");
        Push(value);
    }

    /// <summary>What the pickle stands for, at its end.</summary>
    public object? Result() =>
        _values.Count == 1 && _marks.Count == 0 ? _values[0] : throw input.Error("the pickle ends with unfinished containers");
}
