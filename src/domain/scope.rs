//! Where a pipeline lives.

use super::identifiers::{AccountIdentifier, OrgIdentifier, ProjectIdentifier};

/// Account, org and project: Harness wants all three on every call.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Scope {
    /// The account.
    pub account: AccountIdentifier,
    /// The org.
    pub org: OrgIdentifier,
    /// The project.
    pub project: ProjectIdentifier,
}
