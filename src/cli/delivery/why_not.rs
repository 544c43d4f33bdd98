//! Why a delivery stays what it is.

use crate::cli::Failure;
use crate::daemon::App;
use crate::deliver;
use crate::model::{DeliveryId, Name};
use crate::store::DeliveryTrail;

/// Why a delivery can be neither retried nor dropped.
pub(super) async fn reason(app: &App, id: DeliveryId) -> Result<String, Failure> {
    let Some(DeliveryTrail { row, bytes, .. }) = app.store.delivery(id).await? else {
        return Ok("there is none with this id; `vigie delivery list` shows them".to_owned());
    };
    let (channel, to) = (&row.channel, &row.recipient);
    let (config, key) = (&app.setup().config, deliver::mailbox_key(to));
    let suppressed = app.store.suppressions().await?;
    Ok(match row.state.as_str() {
        "sent" => "it was sent; `vigie delivery replay` sends again what a receiver lost".to_owned(),
        "dropped" => format!("it was dropped ({})", row.outcome.as_deref().unwrap_or("by hand")),
        "pending" => waits(app, channel).await?,
        "sending" => "it is being sent at this moment".to_owned(),
        _ if suppressed.iter().any(|s| s.channel == *channel && s.recipient == key) => {
            format!("its recipient is suppressed; `vigie channel unsuppress {channel} {to}` undoes that")
        }
        _ if config.channels.get(channel).is_some_and(|of| !deliver::writes_to(of, to)) => {
            format!("{to} is no longer a recipient of channel {channel}")
        }
        _ if bytes.is_none() => "its bytes are gone: retention".to_owned(),
        state => format!("it is `{state}`"),
    })
}

/// What a delivery that is due waits for.
async fn waits(app: &App, channel: &Name) -> Result<String, Failure> {
    let held = app.store.counts().await?.held_channels;
    let disabled = held.iter().any(|(name, until, _)| name == channel && until.is_none());
    let paused = app.store.pauses(app.clock.now()).await?;
    let paused = paused.iter().any(|pause| pause.kind == "channel" && pause.name == channel.as_str());
    let why = match (disabled, paused) {
        (true, _) => format!(
            "; its channel is disabled: `vigie channel test {channel}` enables it where the test arrives, \
             `vigie delivery retry dead` in any case"
        ),
        (false, true) => format!("; its channel is paused: `vigie resume channel {channel}`"),
        (false, false) => String::new(),
    };
    Ok(format!("it waits to be sent already{why}"))
}
