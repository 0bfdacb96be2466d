namespace IgMlNet.Reporting.Comments;

/// <summary>How far numbers may be believed, by who could have had a hand in measuring them.</summary>
public enum TrustTier
{
    /// <summary>The pull request changes code that measures, or workflows or build files: the numbers are its author's claim.</summary>
    Claimed,

    /// <summary>
    /// Measured on a pull request's runner, by code that the pull request leaves alone: it changes models, data and texts only.
    /// </summary>
    UnmodifiedHarness,

    /// <summary>
    /// Claimed, and blocks of it that were drawn after the upload agree with what the default branch's code computes; see
    /// <see cref="Shards.Audits.AuditDraw"/>.
    /// </summary>
    Audited,

    /// <summary>Measured on the default branch. Only these enter a leaderboard.</summary>
    Verified,
}
