//! A rule's own templates at work: what fails leaves its part to the built-in layout, and the operator hears of it.

use std::sync::Arc;

use crate::digest::{AlarmSubject, Notice};
use crate::model::{RuleName, Timestamp};
use crate::render::{Own, TemplateError};
use crate::store::StoreError;

use super::alarms;
use super::app::{App, Setup};
use super::fault::Fault;

/// What the rule's templates make of a notice, and why what they do not make could not be made.
pub(super) async fn write(
    app: &Arc<App>,
    setup: &Setup,
    notice: &Notice,
) -> Result<(Own, Vec<TemplateError>), Fault> {
    let Some(layout) = setup.config.layouts.get(&notice.rule).map(Arc::clone) else {
        return Ok(Default::default());
    };
    let notice = notice.clone();
    let work = move || layout.write(&notice);
    Ok(app.cpu.run(work).await?)
}

/// Raises an alarm for a rule whose template failed, and clears it where it works again.
pub(super) async fn tell_operator(
    app: &App,
    rule: &RuleName,
    failures: &[TemplateError],
    now: Timestamp,
) -> Result<(), StoreError> {
    let subject = AlarmSubject::Template(rule.clone());
    let Some(why) = failures.first() else {
        return alarms::clear(app, &subject, now).await;
    };
    let detail = format!("its template failed on a message, which went out in the built-in layout: {why}");
    alarms::raise(app, &subject, &detail, now).await
}
