using IgMlNet.Robustness.Models;

namespace IgMlNet.Scoring;

/// <summary>A classifier, and whether whoever opened it has to dispose of it.</summary>
internal readonly record struct OpenedModel(Classifier Classifier, bool IsOwned)
{
    public void Release()
    {
        if (IsOwned)
            Classifier.Dispose();
    }
}
