//! What counts as production: there a retry is confirmed by typing the pipeline's identifier.

use super::identifiers::PipelineIdentifier;
use super::scope::Scope;

/// The deployment's list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Production(Vec<String>);

impl Production {
    /// From lines of `org/project`, for all its pipelines, or `org/project/pipeline`; `*` stands for any.
    /// `None` when a line is neither.
    pub fn parse<'a>(lines: impl Iterator<Item = &'a str>) -> Option<Self> {
        let lines = lines.map(|line| is_line(line).then(|| line.to_owned()));
        lines.collect::<Option<_>>().map(Self)
    }

    /// Whether this pipeline is one of them.
    pub fn holds(&self, scope: &Scope, pipeline: &PipelineIdentifier) -> bool {
        let names = [scope.org.as_str(), scope.project.as_str(), pipeline.as_str()];
        self.0.iter().any(|line| line.split('/').zip(names).all(|(part, name)| part == "*" || part == name))
    }
}

fn is_line(line: &str) -> bool {
    let is_part = |part: &str| part == "*" || PipelineIdentifier::parse(part).is_ok();
    (2..=3).contains(&line.split('/').count()) && line.split('/').all(is_part)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::identifiers::{AccountIdentifier, OrgIdentifier, ProjectIdentifier};

    fn holds(lines: &[&str], project: &str, pipeline: &str) -> bool {
        let scope = Scope {
            account: AccountIdentifier::parse("acc").unwrap(),
            org: OrgIdentifier::parse("default").unwrap(),
            project: ProjectIdentifier::parse(project).unwrap(),
        };
        let production = Production::parse(lines.iter().copied()).unwrap();
        production.holds(&scope, &PipelineIdentifier::parse(pipeline).unwrap())
    }

    #[test]
    fn a_project_holds_all_its_pipelines_and_a_pipeline_only_itself() {
        assert!(holds(&["default/shop"], "shop", "deploy"));
        assert!(!holds(&["default/shop"], "shop2", "deploy"));
        assert!(holds(&["default/shop/deploy"], "shop", "deploy"));
        assert!(!holds(&["default/shop/deploy"], "shop", "deploy2"));
        assert!(!holds(&["other/shop"], "shop", "deploy"));
        assert!(!holds(&[], "shop", "deploy"));
    }

    #[test]
    fn a_star_stands_for_any_one_part() {
        assert!(holds(&["x/y", "*/*/deploy"], "shop", "deploy"));
        assert!(holds(&["*/shop"], "shop", "deploy"));
        assert!(holds(&["*/*"], "shop", "deploy"));
        assert!(!holds(&["*/*/deploy"], "shop", "build"));
    }

    #[test]
    fn what_is_no_line_is_refused() {
        for line in ["", "default", "default/", "/shop", "a/b/c/d", "default/my shop", "de*/shop", "default/shop/"] {
            assert_eq!(Production::parse([line].into_iter()), None, "{line}");
        }
    }
}
