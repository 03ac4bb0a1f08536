//! A retry of what counts as production is confirmed by typing the pipeline's identifier.

use super::readiness::Readiness;
use crate::domain::identifiers::PipelineIdentifier;
use crate::domain::production::Production;
use crate::domain::scope::Scope;

/// What has to be typed, and what was.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Confirmation {
    production: Production,
    wanted: Option<PipelineIdentifier>,
    typed: String,
}

impl Confirmation {
    /// For a deployment with this list.
    pub fn new(production: Production) -> Self {
        Self { production, ..Self::default() }
    }

    /// Another execution is shown, of this pipeline; nothing has to be typed where that does not count as production.
    pub fn begin(&mut self, scope: &Scope, pipeline: &PipelineIdentifier) {
        self.wanted = self.production.holds(scope, pipeline).then(|| pipeline.clone());
        self.typed.clear();
    }

    /// This pipeline counts as production.
    pub fn counts(&self, scope: &Scope, pipeline: &PipelineIdentifier) -> bool {
        self.production.holds(scope, pipeline)
    }

    /// This was typed.
    pub fn set(&mut self, typed: String) {
        self.typed = typed;
    }

    /// What has to be typed.
    pub fn wanted(&self) -> Option<&PipelineIdentifier> {
        self.wanted.as_ref()
    }

    fn is_missing(&self) -> bool {
        self.wanted.as_ref().is_some_and(|wanted| wanted.as_str() != self.typed.trim())
    }
}

impl Readiness {
    /// Whether it can be pressed with this confirmation.
    #[must_use]
    pub fn with_confirmation(self, confirmation: &Confirmation) -> Self {
        match self {
            Self::Ready if confirmation.is_missing() => Self::Unconfirmed,
            readiness => readiness,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::identifiers::{AccountIdentifier, OrgIdentifier, ProjectIdentifier};

    fn confirmation(line: &str) -> Confirmation {
        let scope = Scope {
            account: AccountIdentifier::parse("acc").unwrap(),
            org: OrgIdentifier::parse("default").unwrap(),
            project: ProjectIdentifier::parse("shop").unwrap(),
        };
        let mut confirmation = Confirmation::new(Production::parse([line].into_iter()).unwrap());
        confirmation.begin(&scope, &PipelineIdentifier::parse("deploy").unwrap());
        confirmation
    }

    fn is_ready(confirmation: &Confirmation) -> bool {
        Readiness::Ready.with_confirmation(confirmation) == Readiness::Ready
    }

    #[test]
    fn production_is_ready_once_the_identifier_is_typed_to_its_last_letter() {
        let mut confirmation = confirmation("default/shop");
        for typed in ["", "deplo", "Deploy", "deploy2", "default/shop/deploy"] {
            confirmation.set(typed.to_owned());
            assert!(!is_ready(&confirmation), "{typed}");
        }
        assert_eq!(Readiness::Ready.with_confirmation(&confirmation), Readiness::Unconfirmed);
        confirmation.set(" deploy ".to_owned());
        assert!(is_ready(&confirmation));
        assert_eq!(Readiness::Loading.with_confirmation(&confirmation), Readiness::Loading);
    }

    #[test]
    fn elsewhere_nothing_has_to_be_typed() {
        let confirmation = confirmation("default/other");
        assert_eq!(confirmation.wanted(), None);
        assert!(is_ready(&confirmation));
    }
}
