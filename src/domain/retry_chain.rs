//! A list of executions, folded into chains of attempts.

use super::execution::Execution;
use super::identifiers::PlanExecutionId;

/// An execution as the list has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedExecution {
    /// The execution, its stages too.
    pub execution: Execution,
    /// The first attempt of its chain; its own id if it is that.
    pub root: PlanExecutionId,
}

/// One page of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExecutionPage {
    /// Newest first.
    pub executions: Vec<ListedExecution>,
    /// How many the whole list has.
    pub total: i64,
    /// No page comes after it.
    pub is_last: bool,
}

/// The listed attempts of one chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetryChain {
    /// The newest of those listed.
    pub latest: Execution,
    /// Those before it, newest first.
    pub older: Vec<Execution>,
    root: PlanExecutionId,
}

/// Folds more executions into the chains, in the order of the list: an execution whose chain is there already is
/// an attempt of it, and one that a page brings again is not counted twice.
pub fn fold(chains: &mut Vec<RetryChain>, listed: Vec<ListedExecution>) {
    for ListedExecution { execution, root } in listed {
        match chains.iter_mut().find(|chain| chain.root == root) {
            None => chains.push(RetryChain { latest: execution, older: Vec::new(), root }),
            Some(chain) => chain.add(execution),
        }
    }
}

impl RetryChain {
    /// It has more than one attempt, whether the list shows the others or not.
    pub fn is_retried(&self) -> bool {
        !self.older.is_empty() || self.root != self.latest.id
    }

    fn add(&mut self, execution: Execution) {
        let is_known = |other: &Execution| other.id == execution.id;
        if is_known(&self.latest) || self.older.iter().any(is_known) {
            return;
        }
        // Lists are newest first, but a page may come late.
        if execution.started_at > self.latest.started_at {
            self.older.insert(0, std::mem::replace(&mut self.latest, execution));
        } else {
            let at = self.older.iter().position(|other| other.started_at < execution.started_at);
            self.older.insert(at.unwrap_or(self.older.len()), execution);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::stage_picture::examples;

    /// `id root time`.
    fn listed(text: &str) -> ListedExecution {
        let [id, root, time] = text.split(' ').collect::<Vec<_>>().try_into().unwrap();
        let parse = |text| PlanExecutionId::parse(text).unwrap();
        let execution = examples::execution("a:Failed");
        let execution = Execution { id: parse(id), started_at: Some(time.parse().unwrap()), ..execution };
        ListedExecution { execution, root: parse(root) }
    }

    fn folded(pages: &[&[&str]]) -> Vec<String> {
        let mut chains = Vec::new();
        for page in pages {
            fold(&mut chains, page.iter().map(|text| listed(text)).collect());
        }
        let words = |chain: &RetryChain| {
            let older = chain.older.iter().map(|execution| execution.id.as_str());
            std::iter::once(chain.latest.id.as_str()).chain(older).collect::<Vec<_>>().join(" ")
        };
        chains.iter().map(words).collect()
    }

    #[test]
    fn attempts_of_one_chain_are_one_row_wherever_they_stand() {
        assert_eq!(folded(&[&["c a 9", "d d 8", "b a 7", "a a 1"]]), ["c b a", "d"]);
        assert_eq!(folded(&[&["c a 9", "d d 8"], &["d d 8", "a a 1"]]), ["c a", "d"], "a page brings one again");
        assert_eq!(folded(&[&["b a 7", "d d 8"], &["c a 9", "a a 1"]]), ["c b a", "d"], "a newer one comes late");
    }

    proptest! {
        #[test]
        fn every_execution_is_in_one_chain_and_the_newest_is_the_latest(
            given in prop::collection::btree_map(0_u8..60, (0_u8..8, 0_i64..100), 0..40),
            at in 0_usize..40,
        ) {
            let all: Vec<ListedExecution> = given
                .iter()
                .map(|(id, (root, time))| listed(&format!("e{id} r{root} {time}")))
                .collect();
            let mut chains = Vec::new();
            let at = at.min(all.len());
            fold(&mut chains, all[..at].to_vec());
            fold(&mut chains, all[at.saturating_sub(3)..].to_vec());
            let count: usize = chains.iter().map(|chain| 1 + chain.older.len()).sum();
            prop_assert_eq!(count, all.len());
            for chain in &chains {
                let times: Vec<_> = chain.older.iter().map(|execution| execution.started_at).collect();
                prop_assert!(times.iter().all(|time| *time <= chain.latest.started_at));
                prop_assert!(times.is_sorted_by(|one, other| one >= other));
            }
        }
    }
}
