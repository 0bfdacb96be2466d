using IgMlNet.Robustness.Models.Checkpoints.Pickle;

namespace IgMlNet.Robustness.Models.Checkpoints;

/// <summary>
/// Gathers the parameters and buffers of a TorchScript module under the names that <c>state_dict()</c> gives them:
/// <c>visual.conv1.weight</c>. Attributes that are neither tensors nor modules are passed over.
/// </summary>
internal static class ModuleTensors
{
    /// <summary>A dict of tensors, in the order of the modules.</summary>
    /// <exception cref="IO.InputException">There are too many modules, or none has a tensor.</exception>
    public static PickleDict Gather(InputFile file, PickleModule root)
    {
        var tensors = new PickleDict();
        var visits = 0;
        Visit(root, "", depth: 0);
        return tensors.Pairs.Count > 0
            ? tensors
            : throw file.Error("no module of the TorchScript archive has a tensor", PickleInput.Remedy);

        void Visit(PickleModule module, string prefix, int depth)
        {
            // Modules may be shared and even hold themselves: what is counted are visits.
            if (++visits > CheckpointLimits.Tensors
                || depth > CheckpointLimits.ModuleDepth
                || prefix.Length > CheckpointLimits.NameLength)
            {
                throw file.Error("its modules are too many or too deep", PickleInput.Remedy);
            }

            foreach (var (key, value) in module.Attributes.Pairs)
            {
                if (key is not string name)
                    throw file.Error("an attribute of a module has no name", PickleInput.Remedy);
                if (value is PickleModule inner)
                    Visit(inner, $"{prefix}{name}.", depth + 1);
                else if (value is TensorRecipe)
                    Add(prefix + name, value);
            }
        }

        void Add(string name, object tensor)
        {
            if (tensors.Pairs.Count == CheckpointLimits.Tensors)
                throw file.Error($"it has more than {CheckpointLimits.Tensors} tensors", PickleInput.Remedy);
            tensors.Add(name, tensor);
        }
    }
}
