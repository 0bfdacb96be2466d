namespace IgMlNet.Reporting.Shards.Audits;

/// <summary>What an audit found about a claim.</summary>
public enum AuditOutcome
{
    /// <summary>Every drawn block is equal, byte for byte: the claim was computed as it says, on the same kind of machine.</summary>
    Equal,

    /// <summary>Few verdicts differ, and all of them are close calls: the claim agrees within the rounding of another kind of machine.</summary>
    WithinTolerance,

    /// <summary>More differs than rounding explains.</summary>
    Refuted,
}
