using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace IgMlNet.Robustness.Models.Checkpoints.Pickle;

/// <summary>
/// Reads a pickle as <c>torch.save</c> writes it, and nothing more: numbers, texts, plain containers, and descriptions of
/// tensors. A name that is not in <see cref="PickleGlobals"/> becomes a <see cref="PickleStub"/>, and so does anything that it would
/// make; no code of the file's choice can run. Time and memory are bounded by <see cref="CheckpointLimits"/>; values may share each
/// other but are never walked recursively.
/// </summary>
internal sealed class PickleMachine
{
    private readonly PickleInput _input;
    private readonly PickleStack _stack;

    private PickleMachine(PickleInput input)
    {
        _input = input;
        _stack = new PickleStack(input);
    }

    /// <summary>Reads one pickle, up to and with its STOP; the input then stands behind it.</summary>
    public static object? Read(PickleInput input) => new PickleMachine(input).Run();

    private object? Run()
    {
        for (var operations = 0; operations < CheckpointLimits.PickleOperations; operations++)
        {
            if (operations % 4096 == 0)
                _input.CancellationToken.ThrowIfCancellationRequested();
            var opcode = (PickleOpcode)_input.ReadByte();
            if (opcode == PickleOpcode.Stop)
                return _stack.Result();
            if (!TryScalar(opcode) && !TryContainer(opcode) && !TryObject(opcode))
                throw _input.Error($"the pickle's opcode 0x{(byte)opcode:x2} is none that torch.save writes");
        }

        throw _input.Error($"the pickle has more than {CheckpointLimits.PickleOperations} operations");
    }

    private bool TryScalar(PickleOpcode opcode)
    {
        object? value;
        switch (opcode)
        {
            case PickleOpcode.None:
                value = null;
                break;
            case PickleOpcode.NewTrue or PickleOpcode.NewFalse:
                value = opcode == PickleOpcode.NewTrue;
                break;
            case PickleOpcode.BinInt:
                value = (long)(int)ReadUnsigned(4);
                break;
            case PickleOpcode.BinInt1:
                value = (long)ReadUnsigned(1);
                break;
            case PickleOpcode.BinInt2:
                value = (long)ReadUnsigned(2);
                break;
            case PickleOpcode.Long1 or PickleOpcode.Long4:
                value = ReadLong(ReadUnsigned(opcode == PickleOpcode.Long1 ? 1 : 4));
                break;
            case PickleOpcode.BinFloat:
                value = BinaryPrimitives.ReadDoubleBigEndian(_input.ReadBytes(8));
                break;
            case PickleOpcode.ShortBinUnicode:
                value = _input.ReadText(ReadUnsigned(1));
                break;
            case PickleOpcode.BinUnicode:
                value = _input.ReadText(ReadUnsigned(4));
                break;
            case PickleOpcode.BinUnicode8:
                value = _input.ReadText(ReadUnsigned(8));
                break;
            // Python 2's strings: texts where they name things, as they do in checkpoints of that time.
            case PickleOpcode.ShortBinString or PickleOpcode.BinString:
                value = Encoding.Latin1.GetString(_input.ReadBytes(ReadUnsigned(opcode == PickleOpcode.ShortBinString ? 1 : 4)));
                break;
            case PickleOpcode.ShortBinBytes:
                value = _input.ReadBytes(ReadUnsigned(1));
                break;
            case PickleOpcode.BinBytes:
                value = _input.ReadBytes(ReadUnsigned(4));
                break;
            case PickleOpcode.BinBytes8 or PickleOpcode.ByteArray8:
                value = _input.ReadBytes(ReadUnsigned(8));
                break;
            default:
                return false;
        }

        _stack.Push(value);
        return true;
    }

    private bool TryContainer(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Mark:
                _stack.Mark();
                return true;
            case PickleOpcode.EmptyTuple:
                _stack.Push(PickleTuple.Empty);
                return true;
            case PickleOpcode.Tuple1 or PickleOpcode.Tuple2 or PickleOpcode.Tuple3:
                _stack.Push(new PickleTuple(_stack.PopMany(opcode - PickleOpcode.Tuple1 + 1)));
                return true;
            case PickleOpcode.Tuple:
                _stack.Push(new PickleTuple(_stack.PopToMark()));
                return true;
            case PickleOpcode.EmptyList or PickleOpcode.EmptySet:
                _stack.Push(new PickleList());
                return true;
            case PickleOpcode.List or PickleOpcode.FrozenSet:
                var list = new PickleList();
                list.AddRange(_stack.PopToMark());
                _stack.Push(list);
                return true;
            case PickleOpcode.Append:
                var item = _stack.PopMany(1);
                AddItems(item);
                return true;
            case PickleOpcode.Appends or PickleOpcode.AddItems:
                var items = _stack.PopToMark();
                AddItems(items);
                return true;
            case PickleOpcode.EmptyDict:
                _stack.Push(new PickleDict());
                return true;
            case PickleOpcode.Dict:
                var pairs = _stack.PopToMark();
                _stack.Push(new PickleDict());
                AddPairs(pairs);
                return true;
            case PickleOpcode.SetItem:
                AddPairs(_stack.PopMany(2));
                return true;
            case PickleOpcode.SetItems:
                AddPairs(_stack.PopToMark());
                return true;
            default:
                return false;
        }
    }

    private bool TryObject(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Proto:
                var protocol = _input.ReadByte();
                return protocol is >= 2 and <= 5
                    ? true
                    : throw _input.Error($"it is a pickle of protocol {protocol}; torch.save writes 2 to 5");
            case PickleOpcode.Frame:
                _input.ReadBytes(8);
                return true;
            case PickleOpcode.Pop:
                _stack.Pop();
                return true;
            case PickleOpcode.PopMark:
                _stack.PopToMark();
                return true;
            case PickleOpcode.Dup:
                _stack.Push(_stack.Peek());
                return true;
            case PickleOpcode.BinPut:
                _stack.Memoize((uint)ReadUnsigned(1));
                return true;
            case PickleOpcode.LongBinPut:
                _stack.Memoize((uint)ReadUnsigned(4));
                return true;
            case PickleOpcode.Memoize:
                _stack.MemoizeNext();
                return true;
            case PickleOpcode.BinGet:
                _stack.PushMemo((uint)ReadUnsigned(1));
                return true;
            case PickleOpcode.LongBinGet:
                _stack.PushMemo((uint)ReadUnsigned(4));
                return true;
            case PickleOpcode.Global:
                PushGlobal(_input.ReadLine(), _input.ReadLine());
                return true;
            case PickleOpcode.StackGlobal:
                var parts = _stack.PopMany(2);
                if (parts is not [string module, string name])
                    throw _input.Error("the pickle names a function by something that is not a text");
                PushGlobal(module, name);
                return true;
            case PickleOpcode.Reduce:
                Call();
                return true;
            case PickleOpcode.Build:
                SetAttributes();
                return true;
            case PickleOpcode.NewObject:
                var made = _stack.PopMany(2);
                _stack.Push(Make(made[0], made[1]));
                return true;
            case PickleOpcode.NewObjectWithNames:
                _stack.Push(_stack.PopMany(3) is [PickleStub named, PickleTuple, PickleDict]
                    ? named
                    : throw _input.Error("the pickle makes an object that is not a module"));
                return true;
            case PickleOpcode.OldObject:
                _stack.Push(_stack.PopToMark() is [PickleStub old, ..]
                    ? old
                    : throw _input.Error("the pickle makes an object that is not a module"));
                return true;
            case PickleOpcode.BinPersId:
                _stack.Push(PickleGlobals.Persistent(_input, _stack.Pop()));
                return true;
            default:
                return false;
        }
    }

    private void PushGlobal(string module, string name) => _stack.Push(PickleGlobals.Find(_input, module, name));

    /// <summary>
    /// A module's attributes; or those of something else, which are not needed: state_dict() leaves the modules' versions in the
    /// _metadata of an OrderedDict, and parameters were once saved as a tensor with attributes.
    /// </summary>
    private void SetAttributes()
    {
        var state = _stack.Pop();
        if (_stack.Peek() is PickleModule module && state is PickleDict attributes)
            module.Attributes = attributes;
        else if (_stack.Peek() is not (PickleDict or PickleList or TensorRecipe or PickleStub))
            throw _input.Error("the pickle sets attributes of an object");
    }

    private void Call()
    {
        var arguments = _stack.Pop();
        _stack.Push(Apply(_stack.Pop(), arguments));
    }

    private object Make(object? type, object? arguments) => type is PickleModuleClass
        ? arguments is PickleTuple { Items: [] }
            ? new PickleModule()
            : throw _input.Error("the pickle makes an object that is not a module")
        : Apply(type, arguments);

    /// <summary>What a function gives: a value, or a stub where it is not one that may be called.</summary>
    private object Apply(object? function, object? arguments) => (function, arguments) switch
    {
        (PickleFunction known, PickleTuple values) => known.Call(_input, values),
        (PickleStub unknown, PickleTuple) => unknown,
        _ => throw _input.Error("the pickle calls something that is not a function"),
    };

    private void AddItems(object?[] items)
    {
        if (_stack.Peek() is not PickleStub)
            _stack.Peek<PickleList>("list").AddRange(items);
    }

    private void AddPairs(object?[] items)
    {
        if (items.Length % 2 != 0)
            throw _input.Error("the pickle has a key without a value");
        if (_stack.Peek() is PickleStub)
            return;
        var dict = _stack.Peek<PickleDict>("dict");
        for (var i = 0; i < items.Length; i += 2)
            dict.Add(items[i], items[i + 1]);
    }

    private ulong ReadUnsigned(int byteCount)
    {
        var value = 0UL;
        for (var i = 0; i < byteCount; i++)
            value |= (ulong)_input.ReadByte() << (8 * i);
        return value;
    }

    /// <summary>A signed integer of any length; those of up to 8 bytes are <see cref="long"/> like all others.</summary>
    private object ReadLong(ulong byteCount)
    {
        if (byteCount > CheckpointLimits.PickleIntegerBytes)
            throw _input.Error($"the pickle holds an integer of more than {CheckpointLimits.PickleIntegerBytes} bytes");
        if (byteCount > sizeof(long))
            return new BigInteger(_input.ReadBytes(byteCount));
        if (byteCount == 0)
            return 0L;
        var unused = 64 - (8 * (int)byteCount);
        return (long)(ReadUnsigned((int)byteCount) << unused) >> unused;
    }
}
