//! Parts of the page by their role and name, as a person tells them apart.

use fantoccini::elements::Element;
use serde_json::{Value, json};

use crate::browser::{Browser, until};
use crate::check::screen;

/// What a part is; its name is what a person reads on or beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    Button,
    Field,
    Link,
    Radio,
    /// A box to tick that no label stands beside.
    Tick,
}

/// A radio button as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RadioState {
    pub name: String,
    pub is_on: bool,
    pub is_off_limits: bool,
}

/// Elements that are shown, with their words: of a field or radio those of its label.
const SHOWN: &str = "
const words = node => node.nodeType === Node.TEXT_NODE ? node.data
    : node.nodeType !== Node.ELEMENT_NODE || node.getAttribute('aria-hidden') === 'true' ? ''
    : [...node.childNodes].map(words).join(' ');
const named = element => (element.getAttribute('aria-label') ?? words(element)).replace(/\\s+/g, ' ').trim();
const isShown = element => element.checkVisibility({ visibilityProperty: true });
const isRadio = element => element?.type === 'radio';
const parts = {
    Button: () => [...document.querySelectorAll('button, summary')],
    Link: () => [...document.querySelectorAll('a[href]')],
    Field: () => [...document.querySelectorAll('label')].filter(label => label.control && !isRadio(label.control)),
    Radio: () => [...document.querySelectorAll('label')].filter(label => isRadio(label.control)),
    Tick: () => [...document.querySelectorAll('[type=checkbox][aria-label]')],
};
const shown = role => parts[role]().filter(isShown);
";

/// Whether a name is the wanted one; a wanted name may end in `…`.
const FITS: &str = "
const [role, wanted] = arguments;
const fits = name => wanted.endsWith('…') ? name.startsWith(wanted.slice(0, -1)) : name === wanted;
";

/// The one part of this role and name, as soon as it is there. A radio is found as its label, which
/// is what people press.
pub async fn part(browser: &Browser, role: Role, name: &str) -> Element {
    let found = until(|| async { all(browser, role, name).await.filter(|found| !found.is_empty()) }).await;
    let Some(mut found) = found else {
        panic!("there is no {role:?} called {name:?} on the page:\n{}", screen(browser).await)
    };
    let element = found.pop().unwrap();
    assert!(found.is_empty(), "more than one {role:?} is called {name:?}");
    element
}

/// Whether such a part is there now.
pub async fn is_there(browser: &Browser, role: Role, name: &str) -> bool {
    all(browser, role, name).await.is_some_and(|found| !found.is_empty())
}

/// None while the page is being replaced.
async fn all(browser: &Browser, role: Role, name: &str) -> Option<Vec<Element>> {
    let script = format!(
        "{SHOWN}{FITS}return shown(role).filter(part => fits(named(part)))
            .map(part => role === 'Field' ? part.control : part);"
    );
    let found = browser.client().execute(&script, vec![json!(format!("{role:?}")), json!(name)]).await.ok()?;
    let reference = |element: &Value| element.as_object()?.values().next()?.as_str().map(str::to_owned);
    let elements = found.as_array()?.iter().filter_map(reference);
    Some(elements.map(|id| Element::from_element_id(browser.client().clone(), id.into())).collect())
}

/// The radios of the group with this name, in order.
pub async fn radios(browser: &Browser, group: &str) -> Vec<RadioState> {
    let script = format!(
        "{SHOWN}
        const group = [...document.querySelectorAll('[role=radiogroup], fieldset')].find(group => {{
            const by = group.getAttribute('aria-labelledby');
            const title = by ? document.getElementById(by) : group.querySelector('legend');
            return title && named(title) === arguments[0];
        }});
        return shown('Radio').filter(label => group?.contains(label))
            .map(label => [named(label), label.control.checked, label.control.matches(':disabled')]);"
    );
    let found = browser.script(&script, vec![json!(group)]).await;
    let state = |radio: &Value| RadioState {
        name: radio[0].as_str().unwrap().to_owned(),
        is_on: radio[1].as_bool().unwrap(),
        is_off_limits: radio[2].as_bool().unwrap(),
    };
    found.as_array().unwrap().iter().map(state).collect()
}

/// The name of the radio that is on, in the group with this name.
pub async fn chosen(browser: &Browser, group: &str) -> Option<String> {
    radios(browser, group).await.into_iter().find(|radio| radio.is_on).map(|radio| radio.name)
}
