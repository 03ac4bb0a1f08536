//! Who a token belongs to, and what there is in the account.

use crate::auth::{self, Caller, invalid_token};
use crate::calls::paging::{found, page_response};
use crate::envelope::{Answer, Refusal};
use crate::identifiers::{long_id, token_id};
use crate::query::Asked;
use crate::world::World;
use serde_json::{Value, json};

const ORGANIZATIONS: [(&str, &str, &str); 2] =
    [("default", "default", "Default Organization"), ("platform", "Platform", "Build and delivery tools")];

const PROJECTS: [(&str, &str, &str); 3] =
    [("default", "shop", "Shop"), ("default", "warehouse", "Warehouse"), ("platform", "runners", "Runners")];

const EMAIL: &str = "ann@example.com";

pub fn current_user(asked: &Asked) -> Result<Answer, Refusal> {
    if asked.caller == Caller::ServiceAccount {
        // Which error Harness answers is not known; that it is one, is.
        return Err(Refusal::invalid_request("Current user is not available for a service account"));
    }
    let account = asked.query.one("accountIdentifier");
    Ok(Answer::success(&json!({
        "uuid": long_id("user Ann"), "name": "Ann", "email": EMAIL, "admin": false,
        "twoFactorAuthenticationEnabled": false, "emailVerified": true, "locked": false,
        "defaultAccountId": account,
        "accounts": [{"uuid": account, "accountName": "Simulated company", "companyName": "Simulated company",
            "defaultExperience": "NG"}],
    })))
}

pub fn validate_token(world: &World, asked: &Asked) -> Result<Answer, Refusal> {
    let text = String::from_utf8_lossy(&asked.body);
    let (caller, account) = world.tokens.owner(text.trim())?;
    if asked.query.one("accountIdentifier") != Some(&account) {
        return Err(invalid_token());
    }
    let service = caller == Caller::ServiceAccount;
    Ok(Answer::success(&json!({
        "identifier": "pipeline_retry", "name": "Pipeline Retry",
        "validFrom": asked.now - crate::clock::DAY, "validTo": asked.now + 30 * crate::clock::DAY,
        "scheduledExpireTime": null, "valid": true,
        "accountIdentifier": account, "orgIdentifier": null, "projectIdentifier": null,
        "apiKeyIdentifier": "simulator", "parentIdentifier": token_id("parent"),
        "apiKeyType": if service { "SERVICE_ACCOUNT" } else { "USER" },
        "email": if service { Value::Null } else { Value::from(EMAIL) },
        "username": if service { Value::Null } else { Value::from("Ann") },
    })))
}

pub fn account(asked: &Asked) -> Result<Answer, Refusal> {
    if asked.id != auth::account() || asked.query.one("accountIdentifier") != Some(&asked.id) {
        return Err(Refusal::entity_not_found(format!("Account with identifier [{}] not found", asked.id)));
    }
    Ok(Answer::success(&json!({
        "identifier": asked.id, "name": "Simulated company", "companyName": "Simulated company",
        "cluster": "prod-1", "defaultExperience": "NG",
    })))
}

pub fn organizations(asked: &Asked) -> Result<Answer, Refusal> {
    let all = ORGANIZATIONS
        .into_iter()
        .filter(|(identifier, name, _)| found(&asked.query, &[identifier, name]))
        .map(|(identifier, name, description)| {
            json!({
                "organization": {"identifier": identifier, "name": name, "description": description, "tags": {}},
                "harnessManaged": identifier == "default",
                "createdAt": asked.now, "lastModifiedAt": asked.now,
            })
        })
        .collect();
    Ok(Answer::success(&page_response(&asked.query, all)?))
}

pub fn projects(asked: &Asked) -> Result<Answer, Refusal> {
    let wanted_org = asked.query.one("orgIdentifier");
    let all = PROJECTS
        .into_iter()
        .filter(|(org, _, _)| wanted_org.is_none_or(|wanted| wanted == *org))
        .filter(|(_, identifier, name)| found(&asked.query, &[identifier, name]))
        .map(|(org, identifier, name)| {
            json!({
                "project": {"orgIdentifier": org, "identifier": identifier, "name": name, "color": "#0063f7",
                    "modules": ["CD", "CI"], "description": "", "tags": {}},
                "createdAt": asked.now, "lastModifiedAt": asked.now,
            })
        })
        .collect();
    Ok(Answer::success(&page_response(&asked.query, all)?))
}
