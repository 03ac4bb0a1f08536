//! A run that goes on, in words: what runs, what it waits for, what is news.

use super::fate_sentence::list;
use super::status_look::look;
use super::time_words::duration;
use super::user_message::UserMessage;
use super::visible_text::visible;
use crate::domain::execution::{Execution, Millis};
use crate::domain::execution_status::ExecutionStatus as S;
use crate::domain::identifiers::PlanExecutionId;
use crate::domain::retry_history::RetryHistory;
use crate::harness::error::ApiError;

/// `EU and US run. Then Sign-off.`; nothing for what has ended.
pub fn live_sentence(execution: &Execution) -> String {
    if execution.has_ended() {
        return String::new();
    }
    if execution.status == S::Discontinuing {
        return "It is being aborted.".to_owned();
    }
    let goes_on = |status: &S| !status.is_terminal() && *status != S::NotStarted;
    let is_unknown = |status: &S| matches!(status, S::Unknown(_));
    let mut sentence = String::new();
    for (names, one, many) in [
        (names(execution, |status| goes_on(status) && !is_unknown(status) && reason(status).is_none()), "runs", "run"),
        (names(execution, |status| goes_on(status) && reason(status).is_some()), "waits", "wait"),
        (names(execution, is_unknown), "has not ended", "have not ended"),
    ] {
        if !names.is_empty() {
            let verb = if names.len() == 1 { one } else { many };
            sentence = format!("{sentence}{} {verb}. ", list(&names));
        }
    }
    if sentence.is_empty() {
        "No stage runs just now. ".clone_into(&mut sentence);
    }
    let next = names(execution, |status| *status == S::NotStarted);
    if !next.is_empty() {
        sentence = format!("{sentence}Then {}.", list(&next));
    }
    sentence.trim_end().to_owned()
}

/// How a run that was followed has ended, and what can be done; `None` while it goes on.
pub fn end(execution: &Execution) -> Option<String> {
    let word = look(&execution.status, true).word;
    let more = if execution.status_allows_retry() { " See below whether it can be retried." } else { "" };
    execution.has_ended().then(|| format!("It has ended: {word}.{more}"))
}

fn names(execution: &Execution, wanted: impl Fn(&S) -> bool) -> Vec<String> {
    execution.stages().filter(|stage| wanted(&stage.status)).map(|stage| visible(&stage.name)).collect()
}

/// What a run waits for, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wait {
    /// In a sentence or two.
    pub words: String,
    /// It goes on when a person has done something.
    pub is_for_person: bool,
}

/// What the run waits for; `None` when it just runs, or has ended.
pub fn wait(execution: &Execution) -> Option<Wait> {
    if execution.has_ended() {
        return None;
    }
    let own = std::iter::once((&execution.status, None));
    let stages = execution.stages().map(|stage| (&stage.status, Some(stage)));
    // What a stage waits for says more than what its execution does; a person comes before a queue.
    let all = || stages.clone().chain(own.clone());
    let (status, stage) = all()
        .find(|(status, _)| status.waits_for_person())
        .or_else(|| all().find(|(status, _)| reason(status).is_some()))?;
    let who = stage.map_or_else(|| "This execution".to_owned(), |stage| visible(&stage.name));
    Some(Wait { words: format!("{who} {}", reason(status)?), is_for_person: status.waits_for_person() })
}

fn reason(status: &S) -> Option<&'static str> {
    Some(match status {
        S::ApprovalWaiting => "waits for an approval. Approve or reject it in Harness.",
        S::InputWaiting => "waits for an input. Give it in Harness.",
        S::InterventionWaiting => {
            "failed in a step and waits for a person to say how it goes on. Decide it in Harness."
        }
        S::ResourceWaiting => "waits for a resource that another execution holds.",
        S::Queued | S::QueuedPlanCreation => "waits in Harness’s queue.",
        S::QueuedLicenseLimitReached => "waits in Harness’s queue: the account’s licence allows no more at a time.",
        S::QueuedExecutionConcurrencyReached => {
            "waits in Harness’s queue: as many executions as may run at a time are running."
        }
        S::QueuedGlobalInfraCapacityReached => "waits in Harness’s queue: Harness has no machine free for it.",
        S::UploadWaiting => "waits for an upload.",
        S::Waiting => "waits.",
        S::Paused => "is paused. It can be resumed in Harness.",
        _ => return None,
    })
}

/// What is worth telling somebody who does not look at the page: a title and a sentence. Nothing where only
/// more of the same has happened.
pub fn news(before: &Execution, after: &Execution) -> Option<(String, String)> {
    if after.has_ended() {
        let status = look(&after.status, true).word;
        return (!before.has_ended()).then(|| (title(after, &status), "It has ended.".to_owned()));
    }
    let wait = wait(after).filter(|wait| wait.is_for_person)?;
    (self::wait(before).as_ref() != Some(&wait)).then(|| (title(after, "A person is needed"), wait.words))
}

/// `Failed: Deploy shop #57`, as the tab has it.
pub fn tab_title(execution: &Execution) -> String {
    title(execution, &look(&execution.status, execution.has_ended()).word)
}

fn title(execution: &Execution, status: &str) -> String {
    let number = execution.run_sequence.map(|number| format!(" #{number}")).unwrap_or_default();
    format!("{status}: {}{number}", visible(&execution.pipeline_name))
}

/// A look at `what` that failed: how old what is shown is, and why.
pub fn stale(what: &str, error: &ApiError, seen_at: Millis, now: Millis) -> String {
    let UserMessage { title, .. } = UserMessage::of_read(what, error);
    format!("What you see is {} old. {title}", duration(seen_at, now))
}

/// Whether looking again by itself makes no sense after this.
pub fn is_for_good(error: &ApiError) -> bool {
    matches!(error, ApiError::TokenRejected(_) | ApiError::Forbidden(_) | ApiError::NotFound(_))
}

/// Other attempts of the chain that have not ended, as far as the history says.
pub fn others_running(this: &PlanExecutionId, history: &RetryHistory) -> Vec<PlanExecutionId> {
    let others = history.attempts().iter().filter(|attempt| attempt.execution != *this);
    others.filter(|attempt| !attempt.status.is_terminal()).map(|attempt| attempt.execution.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::stage_picture::examples::execution;

    fn with(status: S, stages: &str) -> Execution {
        Execution { status, ..execution(stages) }
    }

    #[test]
    fn one_sentence_says_what_runs_and_what_comes_then() {
        for (status, stages, expected) in [
            (S::Running, "build:Success eu:Running|us:AsyncWaiting signoff:NotStarted", "Eu and Us run. Then Signoff."),
            (S::Running, "build:Success eu:Running", "Eu runs."),
            (S::Queued, "build:Success eu:NotStarted", "No stage runs just now. Then Eu."),
            (S::Discontinuing, "eu:Discontinuing", "It is being aborted."),
            (S::Running, "eu:Running|us:ApprovalWaiting", "Eu runs. Us waits."),
            (S::Running, "eu:UploadWaiting|us:Waiting", "Eu and Us wait."),
            (S::Running, "eu:Running|us:Marinating", "Eu runs. Us has not ended."),
            (S::Failed, "eu:Failed x:NotStarted", ""),
        ] {
            assert_eq!(live_sentence(&with(status, stages)), expected);
        }
    }

    #[test]
    fn an_end_says_whether_there_is_a_next_retry() {
        let end = |status| end(&with(status, "a:Success"));
        assert_eq!(end(S::Running), None);
        assert_eq!(end(S::Success).as_deref(), Some("It has ended: Success."));
        assert_eq!(end(S::Aborted).as_deref(), Some("It has ended: Aborted. See below whether it can be retried."));
    }

    #[test]
    fn what_is_waited_for_is_said_and_a_person_comes_first() {
        let words = |status, stages: &str| wait(&with(status, stages)).map(|wait| (wait.words, wait.is_for_person));
        assert_eq!(words(S::Running, "a:Running"), None);
        assert_eq!(words(S::Failed, "a:ApprovalWaiting"), None, "it has ended");
        let approval = "B waits for an approval. Approve or reject it in Harness.";
        assert_eq!(words(S::Running, "a:ResourceWaiting|b:ApprovalWaiting"), Some((approval.into(), true)));
        let (queued, is_for_person) = words(S::QueuedExecutionConcurrencyReached, "a:NotStarted").unwrap();
        assert!(queued.starts_with("This execution waits in Harness’s queue") && !is_for_person);
        for status in ["InputWaiting", "InterventionWaiting", "ResourceWaiting", "Queued", "Paused"] {
            assert!(wait(&with(S::parse(status), "a:Success")).is_some(), "{status}");
        }
    }

    #[test]
    fn only_an_end_or_a_person_who_is_needed_is_news_and_each_once() {
        let running = with(S::Running, "a:Running");
        let waiting = with(S::ApprovalWaiting, "a:ApprovalWaiting");
        let failed = with(S::Failed, "a:Failed");
        let title = |before: &Execution, after: &Execution| news(before, after).map(|(title, _)| title);
        assert_eq!(title(&running, &running), None);
        assert_eq!(title(&running, &waiting).as_deref(), Some("A person is needed: P #57"));
        assert_eq!(title(&waiting, &waiting), None);
        assert_eq!(title(&waiting, &failed).as_deref(), Some("Failed: P #57"));
        assert_eq!(title(&failed, &failed), None);
        assert_eq!(tab_title(&running), "Running: P #57");
    }

    #[test]
    fn a_failed_look_says_how_old_what_is_shown_is() {
        let words = stale("the state of this execution", &ApiError::Unreachable, 0, 30_000);
        assert_eq!(words, "What you see is 0m 30s old. Harness could not be reached for the state of this execution.");
    }
}
