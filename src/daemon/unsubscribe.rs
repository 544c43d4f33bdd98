//! A recipient who wants no more mail: the link in a mail's header, and what following it does.

use crate::deliver::{self, Unwanted};
use crate::model::{Name, RuleName};
use crate::store::{StoreError, Suppression};

use super::alarms;
use super::app::App;

/// What a link ends: of a channel's mail to a recipient what one rule tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscription {
    /// Through this channel.
    pub channel: Name,
    /// Mail address.
    pub recipient: String,
    /// The rule whose mail has the link; `None` in mail from before a link named one, which means all of them.
    pub rule: Option<RuleName>,
}

impl Subscription {
    /// What ends with one click.
    #[must_use]
    pub fn own(&self) -> Unwanted {
        self.rule.clone().map_or_else(Self::whole, Unwanted::Rule)
    }

    /// What ends where somebody wants nothing more of the channel.
    #[must_use]
    pub const fn whole() -> Unwanted {
        Unwanted::Subscriptions
    }
}

/// The subscription of a link that this installation signed; `None` for any other.
#[must_use]
pub fn subscription(app: &App, token: &str) -> Option<Subscription> {
    let (channel, recipient, rule) = app.store.link_key().read(token)?;
    let rule = rule.map(|rule| rule.parse()).transpose().ok()?;
    Some(Subscription { channel: channel.parse().ok()?, recipient, rule })
}

/// Whether a recipient is not sent so much already.
///
/// # Errors
/// The store cannot be read.
pub async fn is_unsubscribed(
    app: &App,
    subscription: &Subscription,
    what: &Unwanted,
) -> Result<bool, StoreError> {
    let key = deliver::mailbox_key(&subscription.recipient);
    let suppressed = app.store.suppressions().await?;
    let mut own = suppressed.iter().filter(|own| own.is_of(&subscription.channel, &key));
    Ok(own.any(|own| own.what.includes(what)))
}

/// Ends so much of the mail to a recipient, until a person undoes it, and tells the operator; false when it had ended already,
/// which changes nothing.
///
/// # Errors
/// The store cannot be used.
pub async fn unsubscribe(app: &App, subscription: &Subscription, what: Unwanted) -> Result<bool, StoreError> {
    let at = app.clock.now();
    let (channel, recipient) = (subscription.channel.clone(), deliver::mailbox_key(&subscription.recipient));
    let (ended, undo) = match &what {
        Unwanted::Rule(rule) => (format!("{rule} through channel {channel}"), format!(" {rule}")),
        Unwanted::Everything | Unwanted::Subscriptions => (format!("channel {channel}"), String::new()),
    };
    let detail = format!(
        "unsubscribed from {ended}; undo it with `vigie channel unsuppress {channel} {recipient}{undo}`"
    );
    tracing::info!(%channel, "a recipient unsubscribed");
    let subject = what.alarm(&channel, &recipient);
    let suppression = Suppression { channel, recipient, what, reason: "unsubscribed".to_owned(), at };
    let is_new = app.store.suppress(suppression).await?;
    if is_new {
        alarms::raise(app, &subject, &detail, at).await?;
    }
    Ok(is_new)
}
