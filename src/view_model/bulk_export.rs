//! What came of a run, as text to keep: CSV, JSON and Markdown. Each row says the same as the page.

use super::bulk_words::{Turn, came};
use crate::domain::bulk_run::{BulkRow, RowCame};

/// The forms in which results can be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the forms are known by these names")]
pub enum Form {
    Csv,
    Json,
    Markdown,
}

/// The columns, in order.
const COLUMNS: [&str; 7] =
    ["execution", "pipeline", "planExecutionId", "result", "detail", "newPlanExecutionIds", "newExecutionLinks"];

impl Form {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Csv, Self::Json, Self::Markdown];

    /// What people call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Csv => "CSV",
            Self::Json => "JSON",
            Self::Markdown => "Markdown",
        }
    }

    /// The end of a file's name.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Json => "json",
            Self::Markdown => "md",
        }
    }

    /// The rows in this form, of a run that is over or still goes on. `link` gives the page of a new execution in
    /// Harness.
    pub fn write(
        self,
        rows: &[(BulkRow, RowCame)],
        is_over: bool,
        link: impl Fn(&BulkRow, &RowCame) -> Vec<String>,
    ) -> String {
        let rows = rows.iter().map(|(row, row_came)| {
            let (look, detail) = came(row_came, if is_over { Turn::Over } else { Turn::No });
            let ids = row_came.new_executions().iter().map(ToString::to_string).collect::<Vec<_>>();
            let links = link(row, row_came);
            [
                row.name.clone(),
                row.pipeline.to_string(),
                row.execution.to_string(),
                look.word,
                detail,
                ids.join(" "),
                links.join(" "),
            ]
        });
        match self {
            Self::Csv => csv(rows),
            Self::Json => json(rows),
            Self::Markdown => markdown(rows),
        }
    }
}

type Cells = [String; COLUMNS.len()];

/// RFC 4180: every cell quoted, lines ended by CR LF.
fn csv(rows: impl Iterator<Item = Cells>) -> String {
    let line = |cells: &[String]| {
        let cells: Vec<String> = cells.iter().map(|cell| format!("\"{}\"", plain(cell).replace('"', "\"\""))).collect();
        cells.join(",") + "\r\n"
    };
    let head = COLUMNS.map(str::to_owned);
    std::iter::once(line(&head)).chain(rows.map(|cells| line(&cells))).collect()
}

/// A table program takes what begins so for a formula; names come from whoever may edit a pipeline.
fn plain(cell: &str) -> String {
    let is_formula =
        cell.starts_with(['=', '+', '@', '\t', '\r']) || (cell.starts_with('-') && cell.contains(['(', '|']));
    if is_formula { format!("'{cell}") } else { cell.to_owned() }
}

fn json(rows: impl Iterator<Item = Cells>) -> String {
    let object = |cells: Cells| {
        let fields: Vec<String> =
            COLUMNS.iter().zip(cells).map(|(name, cell)| format!("    {}: {}", text(name), text(&cell))).collect();
        format!("  {{\n{}\n  }}", fields.join(",\n"))
    };
    let objects: Vec<String> = rows.map(object).collect();
    format!("[\n{}\n]\n", objects.join(",\n"))
}

/// A text of JSON.
fn text(text: &str) -> String {
    let mut json = String::with_capacity(text.len() + 2);
    json.push('"');
    for c in text.chars() {
        match c {
            '"' => json.push_str("\\\""),
            '\\' => json.push_str("\\\\"),
            c if c < ' ' => {
                let hex = |digit: u32| char::from_digit(digit, 16).unwrap_or('0');
                json.push_str("\\u00");
                json.extend([hex(u32::from(c) / 16), hex(u32::from(c) % 16)]);
            }
            c => json.push(c),
        }
    }
    json.push('"');
    json
}

fn markdown(rows: impl Iterator<Item = Cells>) -> String {
    let mut table = "| Execution | Result | Detail | New execution |\n|---|---|---|---|\n".to_owned();
    for [name, _, _, result, detail, ids, links] in rows {
        let new: Vec<String> = ids
            .split(' ')
            .zip(links.split(' '))
            .filter(|(id, _)| !id.is_empty())
            .map(|(id, link)| format!("[{id}]({link})"))
            .collect();
        table.push_str(
            &["| ", &escaped(&name), " | ", &result, " | ", &escaped(&detail), " | ", &new.join(", "), " |\n"].concat(),
        );
    }
    table
}

/// Nothing in it is markup.
fn escaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii_punctuation() && !".,:;'/-#".contains(c) {
            plain.push('\\');
        }
        plain.push(if c.is_control() { ' ' } else { c });
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::identifiers::{PipelineIdentifier, PlanExecutionId, StageIdentifier};
    use crate::domain::retry_plan::RetryStages;

    fn rows() -> Vec<(BulkRow, RowCame)> {
        let id = |text| PlanExecutionId::parse(text).unwrap();
        let row = |execution, name: &str| BulkRow {
            execution: id(execution),
            pipeline: PipelineIdentifier::parse("deploy").unwrap(),
            name: name.into(),
            what: "EU".into(),
            stages: RetryStages { identifiers: vec![StageIdentifier::parse("eu").unwrap()], run_all: true },
        };
        vec![
            (row("-E1", "Deploy \"shop\", EU #57"), RowCame::Started(id("N1"))),
            (row("E2", "=HYPERLINK(\"x\") | *b* #1"), RowCame::Refused("Not\nthe latest.".into())),
        ]
    }

    fn written(form: Form) -> String {
        form.write(&rows(), false, |_, came| came.new_executions().iter().map(|id| format!("https://h/{id}")).collect())
    }

    #[test]
    fn csv_keeps_every_cell_apart_and_starts_no_formula() {
        assert_eq!(
            written(Form::Csv),
            "\"execution\",\"pipeline\",\"planExecutionId\",\"result\",\"detail\",\"newPlanExecutionIds\",\"newExecutionLinks\"\r\n\
             \"Deploy \"\"shop\"\", EU #57\",\"deploy\",\"-E1\",\"Started\",\"\",\"N1\",\"https://h/N1\"\r\n\
             \"'=HYPERLINK(\"\"x\"\") | *b* #1\",\"deploy\",\"E2\",\"Refused\",\"Not\nthe latest.\",\"\",\"\"\r\n"
        );
    }

    #[test]
    fn json_is_read_by_any_reader() {
        let read: serde_json::Value = serde_json::from_str(&written(Form::Json)).unwrap();
        assert_eq!(read[0]["newPlanExecutionIds"], "N1");
        assert_eq!(read[1]["execution"], "=HYPERLINK(\"x\") | *b* #1");
        assert_eq!(read[1]["detail"], "Not\nthe latest.");
        assert_eq!(read.as_array().unwrap().len(), 2);
    }

    #[test]
    fn markdown_is_a_table_whose_cells_hold_no_markup() {
        assert_eq!(
            written(Form::Markdown),
            "| Execution | Result | Detail | New execution |\n|---|---|---|---|\n\
             | Deploy \\\"shop\\\", EU #57 | Started |  | [N1](https://h/N1) |\n\
             | \\=HYPERLINK\\(\\\"x\\\"\\) \\| \\*b\\* #1 | Refused | Not the latest. |  |\n"
        );
    }
}
