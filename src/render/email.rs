//! A mail: both parts, and the headers that make it welcome.

use std::fmt::Write as _;
use std::time::{Duration, SystemTime};

use lettre::Message;
use lettre::message::header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue};
use lettre::message::{Body, Mailbox, MultiPart, SinglePart};
use lettre::{Address, message::MultiPartKind};

use crate::digest::Notice;
use crate::model::{Hash16, MessageId, Name, RuleName, Timestamp};

use super::{Links, Own, Rendered, clean, html, stable_hash, subject, text};

/// Who sends, through what.
#[derive(Clone, Copy)]
pub(super) struct Sender<'a> {
    pub(super) from: &'a Mailbox,
    pub(super) own: &'a Own,
    pub(super) links: Option<&'a Links>,
    pub(super) channel: &'a str,
    pub(super) store_id: &'a str,
}

/// One mail for each recipient: the receiving server decides on each alone.
pub(super) fn render(notice: &Notice, sender: &Sender<'_>, to: &[Mailbox]) -> Vec<Rendered> {
    let Sender { from, own, links, channel, store_id } = *sender;
    let from = ascii_domain(from);
    let plain = own.mail_text(notice);
    let letter = own.html.is_none().then(|| html::Letter::with_links(notice));
    let links = links.filter(|_| is_subscribed(&notice.rule));
    to.iter()
        .map(|recipient| {
            let to = ascii_domain(recipient);
            let address = to.email.to_string();
            let hash = stable_hash(notice.id, channel, &address, store_id);
            let stable_id = message_id(notice.id, hash, &from);
            // A mail has the same id on every attempt, so what it answers need not be looked up.
            let answered = notice
                .answers()
                .map(|message| message_id(message, stable_hash(message, channel, &address, store_id), &from));
            let root = root(notice, store_id, from.email.domain());
            let one_click = links.and_then(|links| links.unsubscribe(channel, &address, &notice.rule));
            let html = match &letter {
                Some(letter) => letter.to(Some(&address), one_click.as_deref()),
                None => own.page(notice),
            };
            let plain = format!("{plain}{}", one_click.as_deref().map(text::mail_end).unwrap_or_default());
            let parts = MultiPart::builder()
                .kind(MultiPartKind::Alternative)
                // `=_` cannot occur in quoted-printable text, so no part can hold the boundary.
                .boundary(format!("=_vigie_{hash}"))
                .singlepart(part(ContentType::TEXT_PLAIN, &plain))
                .singlepart(part(ContentType::TEXT_HTML, &html));
            let builder = Message::builder()
                .from(from.clone())
                .to(to)
                .subject(subject(notice))
                .date(date(notice.at))
                .message_id(Some(stable_id.clone()))
                .references(answered.iter().fold(root, |root, answered| format!("{root} {answered}")));
            let builder = match answered {
                Some(answered) => builder.in_reply_to(answered),
                None => builder,
            };
            let message = list_headers(notice, &from.email, one_click.as_deref())
                .into_iter()
                .fold(builder, |builder, (name, value)| {
                    builder.raw_header(HeaderValue::new(HeaderName::new_from_ascii_str(name), value))
                })
                .multipart(parts)
                .expect("a message with one sender and one recipient is complete");
            Rendered { recipient: address, stable_id, bytes: message.formatted() }
        })
        .collect()
}

fn message_id(message: MessageId, hash: Hash16, from: &Mailbox) -> String {
    format!("<{message}.{hash}@{}>", from.email.domain())
}

/// Always quoted-printable: lines stay short, and filters distrust text in base64.
fn part(kind: ContentType, text: &str) -> SinglePart {
    let body = Body::new_with_encoding(text.to_owned(), ContentTransferEncoding::QuotedPrintable)
        .unwrap_or_else(Body::new);
    SinglePart::builder().header(kind).body(body)
}

/// A mail's date lies between 1970 and 9999.
fn date(at: Timestamp) -> SystemTime {
    let millis = at.millis().clamp(0, Timestamp::MAX.millis());
    SystemTime::UNIX_EPOCH + Duration::from_millis(millis.unsigned_abs())
}

/// What every mail of a rule refers to, so that mail programs show them as one thread.
fn root(notice: &Notice, store_id: &str, domain: &str) -> String {
    let hash = Hash16::of_parts(&[store_id.as_bytes(), notice.rule.to_string().as_bytes()]);
    format!("<rule.{hash}@{domain}>")
}

/// Whether one can do without what a rule sends.
const fn is_subscribed(rule: &RuleName) -> bool {
    matches!(rule, RuleName::Alert(_) | RuleName::Digest(_))
}

/// RFC 2919, RFC 3834, RFC 2369, RFC 8058.
fn list_headers(notice: &Notice, from: &Address, one_click: Option<&str>) -> Vec<(&'static str, String)> {
    let mut headers = vec![
        ("Auto-Submitted", "auto-generated".to_owned()),
        ("List-Id", format!("<{}.{}>", list_label(&notice.rule), from.domain())),
    ];
    if !is_subscribed(&notice.rule) {
        return headers;
    }
    match one_click {
        Some(link) => {
            headers.push(("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned()));
            headers.push(("List-Unsubscribe", format!("<{link}>")));
        }
        // Where there is no page, a person at the sender's mailbox is the only way. Beside a page it would be a worse one,
        // which some mail programs take first.
        None if from.user().is_ascii() => {
            let user = mailto_part(from.user());
            let wish = mailto_part(&format!("unsubscribe {}", notice.rule));
            headers.push(("List-Unsubscribe", format!("<mailto:{user}@{}?subject={wish}>", from.domain())));
        }
        None => {}
    }
    headers
}

/// `morning.digest`; names in other scripts by their hash, because a List-Id is ASCII.
fn list_label(rule: &RuleName) -> String {
    let label = |name: &Name| {
        let plain = name.as_str().bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        if plain { name.to_string() } else { Hash16::of(name.as_str().as_bytes()).to_string() }
    };
    match rule {
        RuleName::Alert(name) => format!("{}.alert", label(name)),
        RuleName::Digest(name) => format!("{}.digest", label(name)),
        RuleName::Operator => "operator".to_owned(),
        RuleName::Test => "test".to_owned(),
    }
}

/// Percent-encoded for a `mailto:` (RFC 6068).
fn mailto_part(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            encoded.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

/// The mailbox with its domain in ASCII (RFC 5890) and its name on one line: lettre glues words together that are
/// parted by more than one space.
fn ascii_domain(mailbox: &Mailbox) -> Mailbox {
    let name = mailbox.name.as_ref().map(|name| clean::line(name, 100)).filter(|name| !name.is_empty());
    Mailbox::new(name, ascii_address(&mailbox.email))
}

/// An address with its domain in ASCII (RFC 5890), as envelopes want it.
#[must_use]
pub fn ascii_address(address: &Address) -> Address {
    match url::Host::parse(address.domain()) {
        Ok(url::Host::Domain(ascii)) => {
            Address::new(address.user(), ascii).unwrap_or_else(|_| address.clone())
        }
        _ => address.clone(),
    }
}
