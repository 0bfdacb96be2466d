namespace IgMlNet.Bot.Runs;

/// <summary>How long the models of a plan stay loaded.</summary>
internal enum ModelLifetime
{
    /// <summary>Until the model's part of the run is done.</summary>
    OfRun,

    /// <summary>As long as the plan, for what else is computed with them.</summary>
    OfPlan,
}
