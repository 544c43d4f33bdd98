//! A recipient who wants no more mail: the link in a mail's header, and what following it does.

use crate::deliver;
use crate::digest::AlarmKind;
use crate::model::Name;
use crate::store::{StoreError, Suppression};

use super::alarms;
use super::app::App;

/// Channel and recipient of a link that this installation signed; `None` for any other.
#[must_use]
pub fn subscription(app: &App, token: &str) -> Option<(Name, String)> {
    let (channel, recipient) = app.store.link_key().read(token)?;
    Some((channel.parse().ok()?, recipient))
}

/// Whether no more mail goes to a recipient already.
///
/// # Errors
/// The store cannot be read.
pub async fn is_unsubscribed(app: &App, channel: &Name, recipient: &str) -> Result<bool, StoreError> {
    let key = deliver::mailbox_key(recipient);
    let suppressed = app.store.suppressions().await?;
    Ok(suppressed.iter().any(|s| s.channel == *channel && s.recipient == key))
}

/// Ends mail to a recipient, until a person undoes it, and tells the operator; false when it had ended already, which changes
/// nothing.
///
/// # Errors
/// The store cannot be used.
pub async fn unsubscribe(app: &App, channel: Name, recipient: String) -> Result<bool, StoreError> {
    let at = app.clock.now();
    let recipient = deliver::mailbox_key(&recipient);
    let detail = format!(
        "unsubscribed from channel {channel}; undo it with `vigie channel unsuppress {channel} {recipient}`"
    );
    tracing::info!(%channel, "a recipient unsubscribed");
    let subject = deliver::suppressed_subject(&channel, &recipient);
    let suppression = Suppression { channel, recipient, reason: "unsubscribed".to_owned(), at };
    let is_new = app.store.suppress(suppression).await?;
    if is_new {
        alarms::raise(app, AlarmKind::Suppressed, &subject, &detail, at).await?;
    }
    Ok(is_new)
}
