//! A new configuration takes the old one's place whole, or not at all; only the database's password may be the new one already.

use std::path::Path;
use std::sync::Arc;

use crate::config::{self, Severity};
use crate::digest::AlarmSubject;

use super::app::App;

/// Reads the configuration again, checks it, and puts it in place of the old one. A mistake leaves the old one in
/// force; every mistake is logged with its place, and the operator hears of it.
///
/// The store's address and where `[web]` listens take effect at the next start. The files that keys such as `password_file`
/// name are read again too: a secret that was changed is used from here on, the store's for every new connection.
///
/// # Errors
/// What is wrong, as `vigie check` prints it, or why the store did not take it.
pub async fn reload(app: &Arc<App>, path: &Path) -> Result<(), String> {
    let (from, now) = (path.to_owned(), app.clock.now());
    let loaded = app.cpu.run(move || config::load(&from)).await.map_err(|fault| {
        tracing::error!("{}: {fault}; the configuration in force stays", path.display());
        fault.to_string()
    })?;
    let subject = AlarmSubject::Config(path.display().to_string());
    let (config, report) = match loaded {
        Ok(loaded) => loaded,
        Err(report) => {
            let mut mistakes = Vec::new();
            for d in report.diagnostics.iter().filter(|d| d.severity == Severity::Error) {
                let place = format!("{}:{}:{}", d.file.display(), d.line, d.column);
                tracing::error!("{place}: {}; the configuration in force stays", d.message);
                mistakes.push(format!("{place}: {}", d.message));
            }
            let detail = format!("the configuration in force stays: {}", mistakes.join("; "));
            if let Err(error) = super::alarms::raise(app, &subject, &detail, now).await {
                tracing::debug!("an alarm could not be written: {error}");
            }
            return Err(report.render(false));
        }
    };
    for d in report.diagnostics.iter().filter(|d| d.severity != Severity::Note) {
        tracing::warn!("{}:{}:{}: {}", d.file.display(), d.line, d.column, d.message);
    }
    // First, since the old password may be good for nothing by now: what writes the configuration needs one that is. It is kept
    // where that fails, for the same reason.
    let is_followed = app.store.follow(&config.store.url);
    for what in needs_restart(app, &config, is_followed) {
        tracing::warn!("{what} changed: that takes effect at the next start");
    }
    if let Err(error) = app.reconfigure(config).await {
        tracing::error!("{error:#}; the configuration in force stays");
        return Err(format!("{error:#}"));
    }
    tracing::info!("the configuration was read again");
    if let Err(error) = super::alarms::clear(app, &subject, now).await {
        tracing::debug!("an alarm could not be cleared: {error}");
    }
    Ok(())
}

fn needs_restart(app: &App, new: &config::Config, is_same_store: bool) -> Vec<&'static str> {
    let setup = app.setup();
    let old = &setup.config;
    let mut what = Vec::new();
    if !is_same_store {
        what.push("[store] url");
    }
    if (old.web.listen, old.web.metrics_listen) != (new.web.listen, new.web.metrics_listen) {
        what.push("[web]");
    }
    what
}
