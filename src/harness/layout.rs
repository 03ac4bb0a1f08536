//! The run's graph, walked into groups of stages (`docs/harness-api.md` §6).

use crate::domain::execution::{Combination, Millis, Stage, StageGroup, status_of_all};
use crate::domain::execution_status::ExecutionStatus;
use crate::domain::identifiers::StageIdentifier;
use crate::json::Place;

/// The groups in the order of running. A node that is missing or goes round in a circle ends the
/// walk: what was read so far is still true.
pub fn stage_groups(summary: &Place) -> Vec<StageGroup> {
    let walk = Walk { nodes: summary.at("layoutNodeMap") };
    let starts: Vec<&str> = summary.at("startingNodeIds").members().filter_map(|id| id.text()).collect();
    // Lombok's names for `isDagEnabled`.
    let is_dag = ["dagEnabled", "isDagEnabled"].iter().any(|field| summary.at(field).truth() == Some(true));
    if is_dag || starts.len() > 1 {
        walk.each_stage_alone()
    } else {
        walk.from(summary.at("startingNodeId").text().or_else(|| starts.first().copied()))
    }
}

struct Walk<'a> {
    nodes: Place<'a>,
}

/// A node of the graph: a stage, a `parallel` wrapper, or a matrix or loop.
struct Node<'a>(Place<'a>);

impl<'a> Walk<'a> {
    fn node(&self, id: &'a str) -> Option<Node<'a>> {
        let node = self.nodes.at(id);
        (!node.is_absent()).then_some(Node(node))
    }

    fn from(&self, start: Option<&'a str>) -> Vec<StageGroup> {
        let mut groups = Vec::new();
        let mut seen = Vec::new();
        let mut next = start;
        while let Some(id) = next.filter(|id| !seen.contains(id)) {
            seen.push(id);
            let Some(node) = self.node(id) else { break };
            let stages: Vec<Stage> = if node.is_parallel() {
                self.members(&node).filter_map(|member| self.stage(&member)).collect()
            } else {
                self.stage(&node).into_iter().collect()
            };
            if !stages.is_empty() {
                groups.push(StageGroup { stages });
            }
            next = node.edges("nextIds").next();
        }
        groups
    }

    /// Newer pipelines whose stages depend on each other freely: each is a group, by time.
    fn each_stage_alone(&self) -> Vec<StageGroup> {
        let ids = || self.nodes.fields().into_iter().flatten().map(|(id, _)| id);
        let nodes = || ids().filter_map(|id| Some((id, self.node(id)?)));
        let combinations: Vec<&str> =
            nodes().filter(|(_, node)| node.is_strategy()).flat_map(|(_, node)| node.children()).collect();
        // A node that has not started comes last; ids keep the order the same every time.
        let place = |(id, node): &(&String, Node)| (node.started_at().unwrap_or(Millis::MAX), (*id).clone());
        let mut alone: Vec<(&String, Node)> = Vec::new();
        for stage in nodes().filter(|(id, node)| !combinations.contains(&id.as_str()) && !node.is_parallel()) {
            let before = alone.iter().rposition(|other| place(other) < place(&stage));
            alone.insert(before.map_or(0, |before| before + 1), stage);
        }
        alone.iter().filter_map(|(_, node)| Some(StageGroup { stages: vec![self.stage(node)?] })).collect()
    }

    fn members(&self, node: &Node<'a>) -> impl Iterator<Item = Node<'a>> + use<'_, 'a> {
        node.children().filter_map(|id| self.node(id))
    }

    fn stage(&self, node: &Node<'a>) -> Option<Stage> {
        // The stages that a rollback adds are not the pipeline's own.
        if ["hidden", "rollbackStageNode", "isRollbackStageNode"]
            .iter()
            .any(|flag| node.0.at(flag).truth() == Some(true))
        {
            return None;
        }
        let members: Vec<Node> = if node.is_strategy() { self.members(node).collect() } else { Vec::new() };
        let combinations: Vec<Combination> = members
            .iter()
            .map(|member| Combination {
                name: member.name().unwrap_or_default().to_owned(),
                status: member.status(),
                failure: member.failure(),
            })
            .collect();
        let identifier =
            node.identifier().or_else(|| members.first().and_then(|first| parent_of(first.identifier()?)))?;
        let earliest = members.iter().filter_map(Node::started_at).min();
        let last = members.iter().map(Node::ended_at).max().flatten();
        Some(Stage {
            identifier: StageIdentifier::parse(identifier).ok()?,
            name: node.name().unwrap_or(identifier).to_owned(),
            status: status_of_all(combinations.iter().map(|combination| &combination.status))
                .unwrap_or_else(|| node.status()),
            started_at: node.started_at().or(earliest),
            ended_at: node.ended_at().or(last),
            failure: node.failure().or_else(|| combinations.iter().find_map(|combination| combination.failure.clone())),
            combinations,
        })
    }
}

impl<'a> Node<'a> {
    fn is_parallel(&self) -> bool {
        self.0.at("nodeType").text().is_some_and(|kind| kind.eq_ignore_ascii_case("parallel"))
    }

    fn is_strategy(&self) -> bool {
        matches!(self.0.at("nodeType").text(), Some("MATRIX" | "LOOP" | "PARALLELISM"))
    }

    fn edges(&self, field: &'static str) -> impl Iterator<Item = &'a str> + use<'a> {
        self.0.at("edgeLayoutList").at(field).members().filter_map(|id| id.text())
    }

    fn children(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.edges("currentNodeChildren")
    }

    fn identifier(&self) -> Option<&'a str> {
        self.0.at("nodeIdentifier").words()
    }

    fn name(&self) -> Option<&'a str> {
        self.0.at("name").words().or_else(|| self.identifier())
    }

    fn status(&self) -> ExecutionStatus {
        ExecutionStatus::parse(self.0.at("status").text().unwrap_or("NotStarted"))
    }

    fn started_at(&self) -> Option<Millis> {
        self.0.at("startTs").number()
    }

    fn ended_at(&self) -> Option<Millis> {
        self.0.at("endTs").number()
    }

    fn failure(&self) -> Option<String> {
        let message = |field: &'static str| self.0.at(field).at("message").words();
        message("failureInfoDTO").or_else(|| message("failureInfo")).map(str::to_owned)
    }
}

/// `build_0` is a combination of `build`.
fn parent_of(combination: &str) -> Option<&str> {
    let (parent, number) = combination.rsplit_once('_')?;
    (!number.is_empty() && number.bytes().all(|b| b.is_ascii_digit())).then_some(parent)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// `id type status >next =child,child` per line, the first line being the start.
    fn walk(text: &str, is_dag: bool) -> String {
        let mut nodes = serde_json::Map::new();
        let mut start = None;
        for (n, line) in text.lines().map(str::trim).enumerate() {
            let mut words = line.split_whitespace();
            let (id, kind, status) = (words.next().unwrap(), words.next().unwrap(), words.next().unwrap());
            start.get_or_insert(id);
            let mut node = json!({ "nodeType": kind, "nodeIdentifier": id, "status": status, "startTs": n });
            for word in words {
                match word.split_at(1) {
                    (">", next) => node["edgeLayoutList"]["nextIds"] = json!([next]),
                    ("=", children) => {
                        let children: Vec<&str> = children.split(',').collect();
                        node["edgeLayoutList"]["currentNodeChildren"] = json!(children);
                    }
                    ("-", "anonymous") => node["nodeIdentifier"] = json!(null),
                    (_, flag) => node[flag] = json!(true),
                }
            }
            nodes.insert(id.to_owned(), node);
        }
        let summary = json!({ "layoutNodeMap": nodes, "startingNodeId": start, "isDagEnabled": is_dag });
        let summary = crate::json::parse(summary.to_string().as_bytes()).unwrap();
        let groups = stage_groups(&Place::root(&summary));
        groups
            .iter()
            .map(|group| {
                group
                    .stages
                    .iter()
                    .map(|stage| match stage.combinations.len() {
                        0 => format!("{}:{:?}", stage.identifier, stage.status),
                        n => format!("{}:{:?}x{n}", stage.identifier, stage.status),
                    })
                    .collect::<Vec<_>>()
                    .join("|")
            })
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn graphs_become_groups_in_the_order_of_running() {
        for (nodes, groups) in [
            ("a CI Success >b\n b Deployment Failed", "a:Success b:Failed"),
            (
                "a CI Success >p\n p parallel NotStarted =x,y >z\n x CI Failed\n y CI Success\n z CI NotStarted",
                "a:Success x:Failed|y:Success z:NotStarted",
            ),
            (
                "m MATRIX NotStarted =m_0,m_1 >z\n m_0 CI Success\n m_1 CI Failed\n z CI NotStarted",
                "m:Failedx2 z:NotStarted",
            ),
            (
                "p parallel NotStarted =m,y\n m LOOP NotStarted =m_0\n m_0 CI Success\n y CI Failed",
                "m:Successx1|y:Failed",
            ),
            ("m MATRIX NotStarted =m_0 -anonymous\n m_0 CI Failed", "m:Failedx1"),
            ("m MATRIX NotStarted >z\n z CI NotStarted", "m:NotStarted z:NotStarted"),
            ("a CI Success >r\n r CI Success -isRollbackStageNode >h\n h CI Success -hidden", "a:Success"),
            ("a CI Success >a", "a:Success"),
            ("a CI Success >gone", "a:Success"),
            ("p parallel Success =gone >b\n b CI Success", "b:Success"),
        ] {
            assert_eq!(walk(nodes, false), groups, "{nodes}");
        }
    }

    #[test]
    fn in_a_dag_each_stage_is_a_group_of_its_own() {
        assert_eq!(
            walk("a CI Success\n m MATRIX NotStarted =m_0,m_1\n m_0 CI Success\n m_1 CI Failed\n b CI Failed", true),
            "a:Success m:Failedx2 b:Failed"
        );
    }
}
