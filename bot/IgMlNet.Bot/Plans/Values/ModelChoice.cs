using IgMlNet.Robustness.Models.Cards;

namespace IgMlNet.Bot.Plans.Values;

/// <summary>What a checkpoint holds.</summary>
/// <param name="Model">The architecture or published model; null to recognise it.</param>
internal sealed record ModelChoice(PublishedModel? Model);
