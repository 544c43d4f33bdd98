//! Why a delivery stays what it is.

use crate::cli::Failure;
use crate::cli::holds::{Hold, Holds};
use crate::daemon::App;
use crate::deliver;
use crate::model::{DeliveryId, DeliveryState, Name};
use crate::store::{DeliveryRow, DeliveryTrail, Suppression};

/// Why a delivery can be neither retried nor dropped.
pub(super) async fn reason(app: &App, id: DeliveryId) -> Result<String, Failure> {
    let Some(DeliveryTrail { row, bytes, .. }) = app.store.delivery(id).await? else {
        return Ok("there is none with this id; `vigie delivery list` shows them".to_owned());
    };
    let channel = &row.channel;
    Ok(match row.state {
        DeliveryState::Sent => {
            "it was sent; `vigie delivery replay` sends again what a receiver lost".to_owned()
        }
        DeliveryState::Dropped => format!("it was dropped ({})", row.outcome.as_deref().unwrap_or("by hand")),
        DeliveryState::Pending => waits(app, channel).await?,
        DeliveryState::Sending => "it is being sent at this moment".to_owned(),
        DeliveryState::Retry | DeliveryState::Uncertain | DeliveryState::Dead => {
            cannot_go(app, &row, bytes.is_some()).await?
        }
    })
}

/// What keeps one that did not arrive from being sent again.
async fn cannot_go(app: &App, row: &DeliveryRow, has_bytes: bool) -> Result<String, Failure> {
    let (channel, to) = (&row.channel, &row.recipient);
    let (config, key) = (&app.setup().config, deliver::mailbox_key(to));
    let suppressed = app.store.suppressions().await?;
    let is_unwanted = |s: &Suppression| s.is_of(channel, &key) && s.what.covers(&row.rule);
    Ok(if suppressed.iter().any(is_unwanted) {
        format!("its recipient is suppressed; `vigie channel unsuppress {channel} {to}` undoes that")
    } else if config.channels.get(channel).is_some_and(|of| !deliver::writes_to(of, to)) {
        format!("{to} is no longer a recipient of channel {channel}")
    } else if has_bytes {
        format!("it is `{}`", row.state)
    } else {
        "its bytes are gone: retention".to_owned()
    })
}

/// What a delivery that is due waits for.
async fn waits(app: &App, channel: &Name) -> Result<String, Failure> {
    let holds = Holds::now(app).await?;
    let why = match holds.of(channel) {
        Some(Hold::Disabled(_)) => format!(
            "; its channel is disabled: `vigie channel test {channel}` enables it where the test arrives, \
             `vigie resume channel {channel}` in any case"
        ),
        Some(Hold::Paused) => format!("; its channel is paused: `vigie resume channel {channel}`"),
        Some(Hold::Rests(_)) | None => String::new(),
    };
    Ok(format!("it waits to be sent already{why}"))
}
