//! What can go wrong on purpose: between the wires, in front of Harness, and in it.

use std::time::Duration;

/// What goes wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The connection is closed before a byte of the request is read. Only the first request of a
    /// connection without TLS can meet this; later ones are cut after their headers instead.
    CutBeforeRead,
    /// The connection is closed after the request's headers, before its body is read.
    CutAfterHeaders,
    /// The connection is closed after the request's body, before any answer. Nothing was done.
    CutAfterBody,
    /// The connection is reset (TCP RST) after the request's headers, before its body is read.
    ResetBeforeBody,
    /// The connection is reset (TCP RST) after the request's body. Nothing was done.
    ResetAfterBody,
    /// HTTP/2 resets the request's stream (`INTERNAL_ERROR`) after its body, and the connection lives
    /// on. HTTP/1.1 has no streams: there the connection is closed. Nothing was done.
    ResetStream,
    /// HTTP/2 refuses the request's stream (`REFUSED_STREAM`) before its body is read: by the protocol
    /// nothing was done, and a client may send it again by itself. HTTP/1.1 has no streams: there the
    /// connection is closed.
    RefusedStream,
    /// The request is carried out, then the connection is closed without an answer.
    LostReply,
    /// The first retry of an execution is carried out and the connection closed without an answer; those
    /// that follow for the same execution are carried out and answered, as if all had been checked
    /// before the first one acted.
    Twin,
    /// The request is carried out, and the connection is closed in the middle of the answer.
    CutMidAnswer,
    /// The answer never comes. Nothing was done.
    Hang,
    /// The request is carried out and answered, after a delay in real time.
    Slow(Duration),
    /// 200 with a page of HTML from a proxy; Harness never saw the request.
    Html,
    /// This HTTP status, with the body that goes with it; nothing was done.
    Status(u16),
    /// 401 with `EXPIRED_TOKEN`.
    ExpiredToken,
    /// 400 with `INVALID_TOKEN`, as some of Harness's services say it.
    InvalidToken400,
    /// 200 without a body. The request is carried out.
    EmptyBody,
    /// 200 and JSON that ends too early. The request is carried out.
    Garbage,
    /// 200 and something that says it is JSON and is not. The request is carried out.
    Malformed,
    /// 200 with `status: "ERROR"` inside. Nothing was done.
    ErrorIn200,
    /// 400 with the sentence about the latest execution.
    NotLatest,
    /// 411 for a body without a length (a stream); everything else passes.
    NoStreamBody,
    /// Nothing but what else the rule says.
    Nothing,
}

impl Fault {
    /// Every fault but [`Fault::Status`], with its name in `POST /_simulator/faults`.
    pub const NAMED: &[(&str, Fault)] = &[
        ("cutBeforeRead", Fault::CutBeforeRead),
        ("cutAfterHeaders", Fault::CutAfterHeaders),
        ("cutAfterBody", Fault::CutAfterBody),
        ("resetBeforeBody", Fault::ResetBeforeBody),
        ("resetAfterBody", Fault::ResetAfterBody),
        ("resetStream", Fault::ResetStream),
        ("refusedStream", Fault::RefusedStream),
        ("lostReply", Fault::LostReply),
        ("twin", Fault::Twin),
        ("cutMidAnswer", Fault::CutMidAnswer),
        ("hang", Fault::Hang),
        ("slow", Fault::Slow(Duration::from_secs(3))),
        ("html", Fault::Html),
        ("expiredToken", Fault::ExpiredToken),
        ("invalidToken400", Fault::InvalidToken400),
        ("emptyBody", Fault::EmptyBody),
        ("garbage", Fault::Garbage),
        ("malformed", Fault::Malformed),
        ("errorIn200", Fault::ErrorIn200),
        ("notLatest", Fault::NotLatest),
        ("noStreamBody", Fault::NoStreamBody),
        ("nothing", Fault::Nothing),
    ];

    /// The fault of this name; `"400"` to `"599"` are statuses.
    pub(crate) fn named(name: &str) -> Option<Fault> {
        let named = Fault::NAMED.iter().find(|(own, _)| *own == name);
        named.map(|(_, fault)| fault.clone()).or_else(|| match name.parse() {
            Ok(status @ 400..=599) => Some(Fault::Status(status)),
            _ => None,
        })
    }

    /// Whether Harness does what was asked before (or without) the answer going wrong.
    pub(crate) fn takes(&self) -> bool {
        matches!(
            self,
            Fault::LostReply
                | Fault::Twin
                | Fault::CutMidAnswer
                | Fault::Slow(_)
                | Fault::EmptyBody
                | Fault::Garbage
                | Fault::Malformed
                | Fault::Nothing
        )
    }
}
