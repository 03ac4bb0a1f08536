//! Harness's two styles of pages.

use crate::envelope::Refusal;
use crate::query::Query;
use serde_json::{Value, json};

/// A page as Spring has it, of `/pipeline/api`: `page`, `size`, `totalElements`.
/// Only what is on the page is written by `item`.
pub fn spring_page<T>(
    query: &Query,
    default_size: i64,
    all: Vec<T>,
    item: impl Fn(T) -> Value,
) -> Result<Value, Refusal> {
    let (page, size) = (query.number("page", 0)?, query.number("size", default_size)?);
    let total = all.len();
    let Some((skipped, size)) = bounds(page, size) else {
        return Err(Refusal::invalid_request(
            "Please Verify Executions list parameters for page and size, page should be >= 0 and size should be > 0 and <=1000",
        ));
    };
    let content: Vec<Value> = all.into_iter().skip(skipped).take(size).map(item).collect();
    let pages = total.div_ceil(size);
    let sort = json!({"sorted": true, "unsorted": false, "empty": false});
    Ok(json!({
        "numberOfElements": content.len(),
        "empty": content.is_empty(),
        "content": content,
        "totalPages": pages, "totalElements": total,
        "first": page == 0, "last": skipped + size >= total,
        "number": page, "size": size, "sort": sort,
        "pageable": {"sort": sort, "pageNumber": page, "pageSize": size, "offset": skipped,
            "paged": true, "unpaged": false},
    }))
}

/// A page of `/ng/api`: `pageIndex`, `pageSize`, `totalItems`.
pub fn page_response(query: &Query, all: Vec<Value>) -> Result<Value, Refusal> {
    let (index, size) = (query.number("pageIndex", 0)?, query.number("pageSize", 50)?);
    let total = all.len();
    let Some((skipped, size)) = bounds(index, size) else {
        return Err(Refusal::invalid_parameter("pageSize", "must be between 1 and 1000"));
    };
    let content: Vec<Value> = all.into_iter().skip(skipped).take(size).collect();
    Ok(json!({
        "totalPages": total.div_ceil(size), "totalItems": total, "pageItemCount": content.len(),
        "pageSize": size, "pageIndex": index, "empty": content.is_empty(), "content": content,
        "pageToken": null,
    }))
}

/// How many to skip, and how many to take.
fn bounds(page: i64, size: i64) -> Option<(usize, usize)> {
    let page = usize::try_from(page).ok()?;
    let size = usize::try_from(size).ok().filter(|size| (1..=1_000).contains(size))?;
    Some((page.checked_mul(size)?, size))
}

/// Whether a search meets one of the texts, without regard to case; no search meets all.
pub fn found(query: &Query, texts: &[&str]) -> bool {
    let Some(term) = query.one("searchTerm") else { return true };
    let term = term.to_lowercase();
    texts.iter().any(|text| text.to_lowercase().contains(&term))
}
