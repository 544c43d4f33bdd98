//! `vigie run`.

use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context as _;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::configuration::counted;
use super::{Failure, Format, Globals, Outcome, Spinner};
use crate::clock::Clock;
use crate::daemon::{self, App, Pass};
use crate::store::Role;
use crate::web;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Polls what is due, reads, matches, delivers what is due, and stops
    #[arg(long)]
    once: bool,
}

pub fn run(args: &Args, globals: &Globals) -> Outcome {
    let path = super::configuration_path(globals)?;
    let (config, warnings) = super::configuration::configuration_with_warnings(globals)?;
    eprint!("{warnings}");
    super::block_on(async move {
        if args.once {
            let app = App::open(config, Role::Daemon, Clock::system()).await?;
            return once(&app, globals.format).await;
        }
        let signals = daemon::Signals::listen()?;
        let listeners = web::bind(&config.web).await?;
        let app = App::open(config, Role::Daemon, Clock::system()).await?;
        let stop = CancellationToken::new();
        let mut beside = daemon::Beside::new();
        beside.spawn(web::serve(Arc::clone(&app), listeners, stop.clone()));
        daemon::run(app, &path, signals, beside, stop).await?;
        Ok(ExitCode::SUCCESS)
    })
}

async fn once(app: &Arc<App>, format: Format) -> Outcome {
    let (sender, mut receiver) = watch::channel(Pass::default());
    let shown = tokio::spawn(async move {
        let spinner = Spinner::new();
        while receiver.changed().await.is_ok() {
            let pass = *receiver.borrow_and_update();
            spinner.say(format!(
                "{} polled, {} new, {} read, {} sent",
                counted(pass.feeds, "feed"),
                counted(pass.articles, "article"),
                counted(pass.pages, "page"),
                pass.sent
            ));
        }
    });
    let pass =
        daemon::once_watched(app, &sender).await.context("the pass was cut short; what was committed stands");
    drop(sender);
    // The bar is gone before the result is printed.
    let _ = shown.await;
    let closed = app.store.clone().close().await;
    let pass = pass?;
    match format {
        Format::Json => super::print_json(&pass)?,
        Format::Text => super::print_line(&summary(&pass))?,
    }
    closed.map_err(Failure::from)?;
    Ok(ExitCode::SUCCESS)
}

fn summary(pass: &Pass) -> String {
    let mut parts = vec![
        format!("{} polled ({} blind)", counted(pass.feeds, "feed"), pass.blind),
        format!("{} new", counted(pass.articles, "article")),
        format!("{} read ({} not)", counted(pass.pages, "page"), pass.pages_failed),
        counted(pass.matches, "match"),
        format!("{} composed", counted(pass.messages, "message")),
        format!("{} sent", pass.sent),
    ];
    if pass.unsent > 0 {
        parts.push(format!("{} waiting in the outbox", counted(pass.unsent, "attempt")));
    }
    if pass.dead > 0 {
        parts.push(format!("{} dead (`vigie delivery list --state dead`)", pass.dead));
    }
    parts.join(", ")
}
