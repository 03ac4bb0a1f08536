//! Executions that failed for the same reason, by what Harness says of it.

use super::visible_text::visible;
use crate::domain::execution::Execution;

/// Executions with the same message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailureGroup {
    /// The message of the first of them.
    pub message: String,
    /// Their places in the list.
    pub places: Vec<usize>,
}

/// The groups with more than one member, largest first. Numbers do not tell messages apart: `3 of 1,204 tests failed`
/// is the same as `5 of 1,204 tests failed`.
pub fn failure_groups<'a>(executions: impl Iterator<Item = &'a Execution>) -> Vec<FailureGroup> {
    let mut groups: Vec<(String, FailureGroup)> = Vec::new();
    for (place, execution) in executions.enumerate() {
        let own = || execution.stages().find_map(|stage| stage.failure.as_deref().filter(|_| stage.status.is_failed()));
        let Some(message) = execution.failure.as_deref().or_else(own) else { continue };
        let key = without_numbers(message);
        match groups.iter_mut().find(|(known, _)| *known == key) {
            Some((_, group)) => group.places.push(place),
            None => groups.push((key, FailureGroup { message: visible(message), places: vec![place] })),
        }
    }
    let mut several: Vec<FailureGroup> = Vec::new();
    for (_, group) in groups.into_iter().filter(|(_, group)| group.places.len() > 1) {
        let at = several.iter().position(|other| other.places.len() < group.places.len());
        several.insert(at.unwrap_or(several.len()), group);
    }
    several
}

fn without_numbers(message: &str) -> String {
    let mut key = String::with_capacity(message.len());
    for c in message.chars() {
        let c = if c.is_ascii_digit() { '0' } else { c };
        if !(c == '0' && key.ends_with('0')) {
            key.push(c);
        }
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::stage_picture::examples::execution;

    #[test]
    fn what_failed_for_the_same_reason_is_together_and_the_largest_group_comes_first() {
        let messages = [
            "3 of 1,204 tests failed",
            "timed out",
            "5 of 1,204 tests failed",
            "",
            "exit 1",
            "12 of 1,300 tests failed",
            "timed out",
        ];
        let executions: Vec<Execution> = messages
            .iter()
            .map(|message| Execution {
                failure: Some((*message).to_owned()).filter(|message| !message.is_empty()),
                ..execution("a:Failed")
            })
            .collect();
        let groups = failure_groups(executions.iter());
        let said: Vec<_> = groups.iter().map(|group| (group.message.as_str(), group.places.as_slice())).collect();
        assert_eq!(said, [("3 of 1,204 tests failed", &[0, 2, 5][..]), ("timed out", &[1, 6][..])]);
    }
}
