//! `vigie delivery replay`.

use std::process::ExitCode;

use serde::Serialize;

use super::known_channel;
use crate::cli::when::{self, End};
use crate::cli::{Failure, Format, Outcome, print_json, print_line};
use crate::daemon::App;
use crate::model::{DeliveryId, Name, Timestamp};
use crate::store::{DeliveryFilter, DeliveryRow};

/// One line of `delivery replay`.
#[derive(Serialize)]
struct Replayed<'a> {
    id: DeliveryId,
    composed_at: Timestamp,
    recipient: &'a str,
    subject: &'a str,
    /// It is due again; without it, in a dry run, it would be.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    done: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    dry_run: bool,
}

/// Oldest first, as they were sent.
pub(super) async fn replay(app: &App, since: &str, channel: &Name, dry_run: bool, format: Format) -> Outcome {
    let (config, now) = (&app.setup().config, app.clock.now());
    known_channel(config, channel.as_str())?;
    let zone = config.newsroom.zone;
    let typed = since;
    let since = when::past(typed, now, zone, End::First).map_err(Failure::Usage)?;
    if since > now {
        return Err(Failure::usage(format!("`{typed}` is to come: nothing was sent since")));
    }
    let filter = DeliveryFilter {
        channel: Some(channel.to_string()),
        since: Some(since),
        ..DeliveryFilter::default()
    };
    let mut count = 0;
    for row in app.store.deliveries(&filter).await?.iter().rev() {
        let replayed = if dry_run {
            app.store.may_replay(row.id).await?
        } else {
            app.store.replay_delivery(row.id, now).await?
        };
        if !replayed {
            continue;
        }
        count += 1;
        if format == Format::Json {
            let DeliveryRow { id, composed_at, recipient, subject, .. } = row;
            print_json(&Replayed {
                id: *id,
                composed_at: *composed_at,
                recipient,
                subject,
                done: !dry_run,
                dry_run,
            })?;
            continue;
        }
        let cells =
            [row.id.to_string(), row.composed_at.in_full(zone), row.recipient.clone(), row.subject.clone()];
        print_line(&cells.iter().filter(|cell| !cell.is_empty()).cloned().collect::<Vec<_>>().join("  "))?;
    }
    if format == Format::Text {
        let what = if dry_run { "would go out again" } else { "due again" };
        print_line(&format!("{count} {what}, under the same ids"))?;
    }
    Ok(ExitCode::SUCCESS)
}
