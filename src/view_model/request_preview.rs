//! The request as it will be sent, the token masked.

use crate::harness::transport::HttpRequest;

/// One line of the preview: a name, its value, and plain words where the value needs them.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "said above")]
pub struct Row {
    pub name: &'static str,
    pub value: String,
    pub words: String,
}

/// The preview of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// `POST`.
    pub method: &'static str,
    /// Where it goes, without the query.
    pub address: String,
    /// The query, what the retry is about first, then the scope that every call has.
    pub query: Vec<Row>,
    /// Headers and body.
    pub rest: Vec<Row>,
}

const SCOPE: [&str; 3] = ["accountIdentifier", "orgIdentifier", "projectIdentifier"];

/// The very request that would be sent, as rows. `edited` says what was changed of the inputs, if anything.
pub fn preview(request: &HttpRequest, edited: &str) -> Preview {
    let row = |(name, value): &(&'static str, String)| Row {
        name,
        value: super::visible_text::visible(value),
        words: match (*name, value.as_str()) {
            ("runAllStages", "false") => "only the failed ones",
            ("runAllStages", _) => "exactly these",
            _ => "",
        }
        .to_owned(),
    };
    let is_scope = |pair: &&(&'static str, String)| SCOPE.contains(&pair.0);
    let own = request.query().iter().filter(|pair| !is_scope(pair));
    let scope = request.query().iter().filter(is_scope);
    let row_of = |name, value: String, words: &str| Row { name, value, words: words.to_owned() };
    let mut rest = vec![row_of("x-api-key", "••••••••".to_owned(), "your token")];
    if let Some(body) = request.body() {
        rest.push(row_of("Content-Type", body.content_type.to_owned(), ""));
        let words = if edited.is_empty() { "the inputs, byte for byte" } else { edited };
        rest.push(match body.text.len() {
            0 => row_of("body", "empty".to_owned(), if edited.is_empty() { "no runtime inputs" } else { edited }),
            1 => row_of("body", "1 byte".to_owned(), words),
            bytes => row_of("body", format!("{bytes} bytes"), words),
        });
    }
    Preview {
        method: request.method().as_str(),
        address: request.address(),
        query: own.chain(scope).map(row).collect(),
        rest,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::execution_url::ExecutionUrl;
    use crate::domain::retry_plan::Extent;
    use crate::domain::runtime_inputs::RuntimeInputs;
    use crate::domain::stage_picture::{StagePicture, examples::layout};
    use crate::harness::endpoint::examples::{LINK, connection};

    fn shown(yaml: &str, edited: &str) -> String {
        let url = ExecutionUrl::parse(LINK).unwrap();
        let plan = StagePicture::of_layout(&layout("eu:Failed|us:Success")).plan(0, Extent::OnlyFailed).unwrap();
        let inputs = RuntimeInputs::from_server(Some(yaml.into()));
        let request = connection().retry(&url.pipeline.pipeline, &url.execution.unwrap(), &plan.stages, "why", &inputs);
        let preview = preview(&request, edited);
        let rows = preview.query.iter().chain(&preview.rest);
        rows.map(|row| format!("{}={} {}", row.name, row.value, row.words).trim().to_owned())
            .collect::<Vec<_>>()
            .join("\n")
    }

    #[test]
    fn shows_each_parameter_once_and_the_token_masked() {
        assert_eq!(
            shown("a: 1\n", ""),
            "planExecutionId=-E1\nretryStages=eu\nretryStages=us\nrunAllStages=false only the failed ones\n\
             notesForPipelineExecution=why\naccountIdentifier=ACC\norgIdentifier=default\nprojectIdentifier=shop\n\
             x-api-key=•••••••• your token\nContent-Type=application/yaml\nbody=5 bytes the inputs, byte for byte"
        );
        assert!(shown("", "").ends_with("body=empty no runtime inputs"));
    }

    #[test]
    fn says_what_was_changed_of_the_inputs() {
        assert!(shown("a: 2\n", "1 changed input").ends_with("body=5 bytes 1 changed input"));
    }
}
