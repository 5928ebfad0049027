namespace Amplify.Testing.Chaos;

/// <summary>What may happen to a request or its answer on the way.</summary>
public enum ChaosFault
{
    None,

    /// <summary>The answer is late, but not too late.</summary>
    Latency,

    /// <summary>The connection is reset, and the far end never hears of the request.</summary>
    ResetBefore,

    /// <summary>The far end did what was asked, and the connection is reset before its answer.</summary>
    ResetAfter,

    /// <summary>The same, but the connection is closed in all politeness.</summary>
    CloseAfter,

    /// <summary>The connection is reset in the middle of the answer's head or body.</summary>
    HalfAnswer,

    /// <summary>More bytes are announced than come.</summary>
    TooShort,

    /// <summary>More bytes come than are announced, and look like another answer.</summary>
    TooLong,

    /// <summary>The service says that it failed, and did nothing.</summary>
    ServiceError,

    /// <summary>The service did what was asked, and a gateway in between says that something failed.</summary>
    GatewayError,

    /// <summary>The service says that it is asked too often, and did nothing.</summary>
    Throttling,

    /// <summary>The answer comes a few bytes at a time.</summary>
    SlowLoris,

    /// <summary>The far end never hears of the request, and no answer comes.</summary>
    HangBefore,

    /// <summary>The far end did what was asked, and no answer comes.</summary>
    HangAfter,

    /// <summary>The far end's clock jumps two hours ahead, or back: what is signed for the other time is refused.</summary>
    ClockJump,
}
